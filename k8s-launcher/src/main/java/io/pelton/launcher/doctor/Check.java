// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

/** Looks at one thing that jobs need. */
@FunctionalInterface
interface Check {
    Finding look();
}

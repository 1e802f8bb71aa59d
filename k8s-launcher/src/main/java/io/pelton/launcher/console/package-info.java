// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** What people and programs see of running jobs: progress, summaries, errors, JSON. */
@NullMarked
package io.pelton.launcher.console;

import org.jspecify.annotations.NullMarked;

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/** Where the time of a job went, from what JDK Flight Recorder recorded of it. */
@NullMarked
package io.pelton.launcher.profile;

import org.jspecify.annotations.NullMarked;

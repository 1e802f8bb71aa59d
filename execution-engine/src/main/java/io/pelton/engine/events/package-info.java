// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/**
 * What a run tells to JDK Flight Recorder, under the category Pelton. While nothing records, an event is an object that is
 * never made or a test that is false; none is made for a row.
 */
@NullMarked
package io.pelton.engine.events;

import org.jspecify.annotations.NullMarked;

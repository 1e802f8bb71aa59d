// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/**
 * What a run tells to JDK Flight Recorder, under the category Pelton. Before anything records, no event is
 * made ({@link io.pelton.engine.events.Flight}); none is made for a row. A run that began before the first recording of its
 * JVM is told of in parts: its batches, but not its beginning.
 */
@NullMarked
package io.pelton.engine.events;

import org.jspecify.annotations.NullMarked;

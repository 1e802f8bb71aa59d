// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * One forward pass of a model, for the flight recorder. None is made before somebody records, since the first of all events
 * takes a tenth of the start of a small job.
 */
@Name("pelton.ModelRun")
@Label("Model Run")
@Category("Pelton")
@StackTrace(false)
final class ModelRunEvent extends Event {
    @Label("Model")
    String model = "";

    @Label("Rows")
    int rows;

    @Label("Padded Size")
    @Description("The tokens of all rows with their padding; for models that take no text, the rows")
    long padded;

    /** One that begins now. */
    static ModelRunEvent begun() {
        ModelRunEvent event = new ModelRunEvent();
        event.begin();
        return event;
    }

    /** Says that the run has ended well. */
    void ended(String label, int rowCount, long paddedSize) {
        end();
        if (shouldCommit()) {
            model = label;
            rows = rowCount;
            padded = paddedSize;
            commit();
        }
    }
}

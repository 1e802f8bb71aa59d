// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One forward pass of a model, for the flight recorder. */
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

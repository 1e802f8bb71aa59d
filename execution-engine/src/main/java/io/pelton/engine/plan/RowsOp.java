// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.util.StringJoiner;
import org.apache.arrow.vector.FieldVector;

/** What steps that call user code row by row have in common: saying which row it failed on. */
final class RowsOp {
    private static final int PREVIEW_COLUMNS = 4;
    private static final int PREVIEW_CHARS = 60;

    private RowsOp() {}

    /** The failure of user code on a row; of its own kind if it has one, else of kind USER. */
    static PeltonException failure(String step, RecordBatch batch, int row, RuntimeException cause) {
        ErrorKind kind = PeltonException.kindOf(cause);
        // A row alone is named by the stage, which knows its place in the input.
        String where = batch.rowCount() == 1 ? "" : " in row " + row + " of the batch (" + preview(batch, row) + ")";
        if (cause instanceof PeltonException) {
            return new PeltonException(kind, "Cannot run '" + step + "'" + where + ": " + cause.getMessage(), cause);
        }
        return new PeltonException(
                kind,
                "Cannot run '" + step + "'" + where + ": expected a result but found " + cause
                        + ". Mend the function, or filter such rows out first.",
                cause);
    }

    /** The first columns of a row, each cut to a readable length. */
    static String preview(RecordBatch batch, int row) {
        StringJoiner shown = new StringJoiner(", ");
        int n = batch.columns().size();
        for (int c = 0; c < Math.min(n, PREVIEW_COLUMNS); c++) {
            FieldVector column = batch.column(c);
            shown.add(column.getName() + "=" + shortened(String.valueOf(column.getObject(row))));
        }
        if (n > PREVIEW_COLUMNS) {
            shown.add("...");
        }
        return shown.toString();
    }

    private static String shortened(String text) {
        if (text.length() <= PREVIEW_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(PREVIEW_CHARS - 1)) ? PREVIEW_CHARS - 1 : PREVIEW_CHARS;
        return text.substring(0, end) + "...";
    }
}

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.VarCharVector;

/** Puts bytes that are no text where a text says {@code bytes}. */
final class Spoiled {
    private Spoiled() {}

    static RecordBatch of(RecordBatch batch, OperatorContext context, byte[] noUtf8) {
        VarCharVector from = (VarCharVector) batch.column("text");
        VarCharVector to = new VarCharVector("text", context.allocator());
        to.allocateNew();
        for (int i = 0; i < batch.rowCount(); i++) {
            if (from.isNull(i)) {
                to.setNull(i);
            } else {
                byte[] text = from.get(i);
                to.setSafe(i, new String(text, StandardCharsets.UTF_8).equals("bytes") ? noUtf8 : text);
            }
        }
        to.setValueCount(batch.rowCount());
        return batch.append(List.of(to));
    }
}

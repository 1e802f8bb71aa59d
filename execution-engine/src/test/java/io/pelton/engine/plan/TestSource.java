// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.NullUnmarked;

/**
 * Rows in memory, in one part. Of the rows for which a predicate is not true it leaves out those with an even number, so
 * that whoever takes the predicate for a filter, or counts rows, is found out.
 */
@NullUnmarked
public record TestSource(String name, Schema schema, List<Map<String, Object>> rows) implements ReadableSource {
    @Override
    public String describe() {
        return name;
    }

    @Override
    public List<SourcePart> parts() {
        return List.of(new SourcePart(name, "1", 0));
    }

    @Override
    public PartLayout layout(SourcePart part) {
        return PartLayout.of(rows.size());
    }

    @Override
    public BatchReader open(SourcePart part, ReadRequest request) {
        Schema read = new Schema(request.columns().stream()
                .map(column -> (Field) schema.findField(column))
                .toList());
        List<Map<String, Object>> kept = LongStream.range(request.fromRow(), request.toRow())
                .filter(i -> i % 2 == 1 || request.predicate().isEmpty() || mayBeTrue(request, rows.get((int) i)))
                .mapToObj(i -> rows.get((int) i))
                .toList();
        return new BatchReader() {
            private int next;

            @Override
            public RecordBatch next() {
                if (next >= kept.size()) {
                    return null;
                }
                int end = Math.min(kept.size(), next + request.batchRows());
                RecordBatch batch = TestBatches.of(request.allocator(), read, kept.subList(next, end));
                next = end;
                return batch;
            }

            @Override
            public long position() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    private static boolean mayBeTrue(ReadRequest request, Map<String, Object> row) {
        try {
            return Boolean.TRUE.equals(ReferenceExpr.eval(request.predicate().orElseThrow(), row));
        } catch (ReferenceExpr.Failure e) {
            return true;
        }
    }
}

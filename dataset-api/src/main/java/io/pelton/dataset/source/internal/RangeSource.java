// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source.internal;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The integers of a range as one column {@code id} of int64, without nulls. Stores nothing.
 *
 * @param from the first
 * @param to the one after the last; at least {@code from}
 */
public record RangeSource(long from, long to) implements ReadableSource {
    /** The only column. */
    public static final String COLUMN = "id";

    static final Field FIELD = new Field(COLUMN, new FieldType(false, new ArrowType.Int(64, true), null), null);
    private static final Schema SCHEMA = new Schema(List.of(FIELD));
    private static final long PART_ROWS = 1L << 22;
    private static final long MAX_PARTS = 10_000;

    public RangeSource {
        if (to < from || to - from < 0) {
            throw PeltonException.user("Cannot make a range: expected from <= to, less than 2^63 apart, but found "
                    + from + " and " + to + ".");
        }
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public String describe() {
        return "range " + from + ".." + to;
    }

    @Override
    public List<SourcePart> parts() {
        long rows = Math.max(PART_ROWS, (to - from) / MAX_PARTS);
        List<SourcePart> parts = new ArrayList<>();
        for (long start = from; start < to; start = to - start > rows ? start + rows : to) {
            long end = to - start > rows ? start + rows : to;
            parts.add(part(start, end));
        }
        return parts;
    }

    private static SourcePart part(long start, long end) {
        long bytes = (end - start) > Long.MAX_VALUE / Long.BYTES ? Long.MAX_VALUE : (end - start) * Long.BYTES;
        return new SourcePart("range " + start + ".." + end, start + ".." + end, bytes);
    }

    private static long bound(SourcePart part, int which) {
        return Long.parseLong(part.version().split("\\.\\.")[which]);
    }

    @Override
    public PartLayout layout(SourcePart part) {
        return PartLayout.of(bound(part, 1) - bound(part, 0));
    }

    @Override
    public BatchReader open(SourcePart part, ReadRequest request) {
        return new RangeReader(bound(part, 0), request);
    }
}

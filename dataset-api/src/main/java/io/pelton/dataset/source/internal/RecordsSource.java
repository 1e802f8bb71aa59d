// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source.internal;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.internal.ContentHash;
import io.pelton.dataset.internal.RecordColumns;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Java records that the process holds, as one part whose version is a hash of all values. What the records hold must not
 * change afterwards.
 */
public final class RecordsSource implements ReadableSource {
    private final Class<? extends Record> type;
    private final List<Record> rows;
    private final RecordColumns columns;

    /** The rows, copied as a list; all of one type. */
    public RecordsSource(Class<? extends Record> type, List<? extends Record> rows) {
        this.type = requireNonNull(type, "type");
        this.columns = RecordColumns.of(type);
        this.rows = new ArrayList<>(rows);
        for (int i = 0; i < rows.size(); i++) {
            Record row = rows.get(i);
            if (!type.isInstance(row)) {
                throw PeltonException.user("Cannot read records: expected a " + type.getSimpleName() + " but row " + i
                        + " is " + (row == null ? "null" : "a " + row.getClass().getSimpleName()) + ".");
            }
        }
    }

    @Override
    public Schema schema() {
        return columns.schema();
    }

    @Override
    public String describe() {
        return "records " + type.getSimpleName() + " x " + rows.size();
    }

    @Override
    public List<SourcePart> parts() {
        return List.of(new SourcePart("records " + type.getName(), ContentHash.of(columns.schema(), rows), 0));
    }

    @Override
    public PartLayout layout(SourcePart part) {
        return PartLayout.of(rows.size());
    }

    @Override
    public BatchReader open(SourcePart part, ReadRequest request) {
        return new RecordsReader(rows, columns.select(request.columns()), request);
    }
}

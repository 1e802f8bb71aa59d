// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * Which columns of a job hold values that repeat too little for a dictionary, such as ids, as its row groups so far have
 * shown. Trying one anew in each row group costs a hash map of a page's values, and a call for each value.
 *
 * <p><b>Threads.</b> Safe for all.
 */
public final class DictionaryMemory {
    private final Set<List<String>> unfit = ConcurrentHashMap.newKeySet();

    boolean isUnfit(ColumnDescriptor column) {
        return unfit.contains(List.of(column.getPath()));
    }

    void addUnfit(ColumnDescriptor column) {
        unfit.add(List.of(column.getPath()));
    }
}

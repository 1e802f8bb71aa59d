// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.source.ReadRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Consecutive rows of one row group that are to be read.
 *
 * @param group the row group
 * @param from the first row, counted in the group
 * @param to the row after the last
 */
record GroupRun(Footer.Group group, long from, long to) {
    /** The first row, counted in the file. */
    long firstRow() {
        return group.firstRow() + from;
    }

    /** Whether it is all of its group. */
    boolean whole() {
        return from == 0 && to == group.rows();
    }

    /** The requested rows, without those that cannot satisfy the request's predicate. */
    static List<GroupRun> plan(Footer footer, ReadRequest request, PageIndexes indexes) {
        List<GroupRun> runs = new ArrayList<>();
        for (Footer.Group group : footer.groups()) {
            long from = Math.max(request.fromRow(), group.firstRow()) - group.firstRow();
            long to = Math.min(request.toRow(), group.endRow()) - group.firstRow();
            RowRanges wanted = RowRanges.of(from, to);
            if (request.predicate().isPresent() && !wanted.isEmpty()) {
                wanted = wanted.intersect(
                        matching(footer, group, request.predicate().get(), indexes));
            }
            for (RowRanges.Range range : wanted.ranges()) {
                runs.add(new GroupRun(group, range.from(), range.to()));
            }
        }
        return runs;
    }

    private static RowRanges matching(Footer footer, Footer.Group group, Expr predicate, PageIndexes indexes) {
        Pruner byGroup = new Pruner(footer.layout().columns(), group.rows(), leaf -> Statistics.ofGroup(leaf, group));
        RowRanges matching = predicate.accept(byGroup).mayBeTrue();
        if (matching.isEmpty()) {
            return matching;
        }
        Map<ReadNode.Leaf, List<Pruner.Region>> known = new HashMap<>();
        Pruner byPage = new Pruner(
                footer.layout().columns(),
                group.rows(),
                leaf -> known.computeIfAbsent(leaf, l -> {
                    List<Pruner.Region> pages =
                            footer.ordered().get(l.index()) ? Statistics.ofPages(l, group, indexes) : null;
                    return pages == null ? Statistics.ofGroup(l, group) : pages;
                }));
        return predicate.accept(byPage).mayBeTrue();
    }
}

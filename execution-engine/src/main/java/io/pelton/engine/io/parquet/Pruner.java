// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.Expr.Comparison;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a row group for which a condition may be true, from what is known about runs of its rows: the row
 * group as a whole, or single pages. For each part of the condition it keeps the rows for which that part may be true and
 * those for which it may be false; a row whose answer is null may be in neither. What it does not understand may be both.
 */
final class Pruner implements Expr.Visitor<Pruner.Answer> {
    /** Rows by what the answer may be. */
    record Answer(RowRanges mayBeTrue, RowRanges mayBeFalse) {}

    /** Rows {@code [from, to)} and what is known about a column there. */
    record Region(long from, long to, Bounds bounds) {}

    private final Map<String, ReadNode> columns;
    private final Function<ReadNode.Leaf, List<Region>> statistics;
    private final RowRanges all;

    /**
     * Prunes one row group.
     *
     * @param columns the file's columns
     * @param rows the rows of the group
     * @param statistics what is known about a column, without gaps
     */
    Pruner(Map<String, ReadNode> columns, long rows, Function<ReadNode.Leaf, List<Region>> statistics) {
        this.columns = columns;
        this.statistics = statistics;
        this.all = RowRanges.of(0, rows);
    }

    private Answer unknown() {
        return new Answer(all, all);
    }

    private ReadNode.@Nullable Leaf leaf(Expr expr) {
        return expr instanceof Expr.Column column
                        && columns.get(column.name()) instanceof ReadNode.Leaf leaf
                        && leaf.maxRepetition() == 0
                ? leaf
                : null;
    }

    private RowRanges rows(ReadNode.Leaf leaf, Predicate<Bounds> test) {
        List<RowRanges.Range> found = new ArrayList<>();
        for (Region region : statistics.apply(leaf)) {
            if (test.test(region.bounds())) {
                RowRanges.append(found, region.from(), region.to());
            }
        }
        return new RowRanges(found);
    }

    private Answer compare(ReadNode.Leaf leaf, Comparison op, Expr.Literal literal) {
        if (literal.value() == null) {
            return new Answer(RowRanges.NONE, RowRanges.NONE);
        }
        Object constant = Bounds.constant(literal, leaf.type().arrow());
        if (constant == null) {
            return unknown();
        }
        return new Answer(rows(leaf, b -> b.mayHold(op, constant)), rows(leaf, b -> b.mayHold(opposite(op), constant)));
    }

    private static Comparison opposite(Comparison op) {
        return switch (op) {
            case EQ -> Comparison.NE;
            case NE -> Comparison.EQ;
            case LT -> Comparison.GE;
            case LE -> Comparison.GT;
            case GT -> Comparison.LE;
            case GE -> Comparison.LT;
        };
    }

    private static Comparison mirrored(Comparison op) {
        return switch (op) {
            case EQ, NE -> op;
            case LT -> Comparison.GT;
            case LE -> Comparison.GE;
            case GT -> Comparison.LT;
            case GE -> Comparison.LE;
        };
    }

    @Override
    public Answer compare(Expr.Compare compare) {
        ReadNode.Leaf left = leaf(compare.left());
        ReadNode.Leaf right = leaf(compare.right());
        if (left != null && compare.right() instanceof Expr.Literal literal) {
            return compare(left, compare.op(), literal);
        }
        if (right != null && compare.left() instanceof Expr.Literal literal) {
            return compare(right, mirrored(compare.op()), literal);
        }
        return unknown();
    }

    @Override
    public Answer column(Expr.Column column) {
        ReadNode.Leaf leaf = leaf(column);
        return leaf == null || leaf.type().form() != LeafType.Form.BITS
                ? unknown()
                : compare(
                        leaf, Comparison.EQ, new Expr.Literal(true, leaf.type().arrow()));
    }

    @Override
    public Answer literal(Expr.Literal literal) {
        return new Answer(
                Boolean.FALSE.equals(literal.value()) || literal.value() == null ? RowRanges.NONE : all,
                Boolean.TRUE.equals(literal.value()) || literal.value() == null ? RowRanges.NONE : all);
    }

    @Override
    public Answer and(Expr.And and) {
        Answer left = and.left().accept(this);
        Answer right = and.right().accept(this);
        return new Answer(left.mayBeTrue.intersect(right.mayBeTrue), left.mayBeFalse.union(right.mayBeFalse));
    }

    @Override
    public Answer or(Expr.Or or) {
        Answer left = or.left().accept(this);
        Answer right = or.right().accept(this);
        return new Answer(left.mayBeTrue.union(right.mayBeTrue), left.mayBeFalse.intersect(right.mayBeFalse));
    }

    @Override
    public Answer not(Expr.Not not) {
        Answer operand = not.operand().accept(this);
        return new Answer(operand.mayBeFalse, operand.mayBeTrue);
    }

    @Override
    public Answer isNull(Expr.IsNull isNull) {
        ReadNode.Leaf leaf = leaf(isNull.operand());
        return leaf == null ? unknown() : new Answer(rows(leaf, Bounds::mayHoldNull), rows(leaf, Bounds::mayHoldValue));
    }

    @Override
    public Answer isIn(Expr.IsIn isIn) {
        ReadNode.Leaf leaf = leaf(isIn.operand());
        if (leaf == null) {
            return unknown();
        }
        RowRanges mayBeTrue = RowRanges.NONE;
        for (Expr.Literal value : isIn.values()) {
            mayBeTrue = mayBeTrue.union(compare(leaf, Comparison.EQ, value).mayBeTrue);
        }
        return new Answer(mayBeTrue, rows(leaf, Bounds::mayHoldValue));
    }

    @Override
    public Answer arithmetic(Expr.Arithmetic arithmetic) {
        return unknown();
    }

    @Override
    public Answer stringCall(Expr.StringCall call) {
        ReadNode.Leaf leaf = leaf(call.arguments().get(0));
        if (leaf == null
                || call.op() != Expr.StringOp.STARTS_WITH
                || !(call.arguments().get(1) instanceof Expr.Literal literal)
                || !(literal.value() instanceof String prefix)) {
            return unknown();
        }
        byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
        return new Answer(rows(leaf, b -> b.mayBeginWith(bytes)), rows(leaf, Bounds::mayHoldValue));
    }
}

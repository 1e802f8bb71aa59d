// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.Expressions;
import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.NamedExpr;
import io.pelton.dataset.plan.Project;
import io.pelton.engine.plan.kernel.Constants;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes what does not depend on columns, and drops what does not matter: {@code x and true} is {@code x}. A filter by
 * true goes; a filter by false lets no row in.
 */
final class FoldConstants extends NodeRule {
    private static final Expr TRUE = Expressions.lit(true);
    private static final Expr FALSE = Expressions.lit(false);

    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (node instanceof FilterExpr) {
            return filter((FilterExpr) node);
        }
        return node instanceof Project ? project((Project) node) : node;
    }

    private static LogicalPlan filter(FilterExpr filter) {
        Expr folded = fold(filter.predicate());
        if (folded.equals(TRUE)) {
            return filter.input();
        }
        if (folded.equals(FALSE)) {
            return new Limit(filter.input(), 0);
        }
        return folded.equals(filter.predicate()) ? filter : new FilterExpr(filter.input(), folded);
    }

    private static LogicalPlan project(Project project) {
        List<NamedExpr> folded = new ArrayList<>();
        for (NamedExpr column : project.columns()) {
            folded.add(new NamedExpr(column.name(), fold(column.expr())));
        }
        return folded.equals(project.columns()) ? project : Project.of(project.input(), folded);
    }

    private static Expr fold(Expr expr) {
        return Exprs.rewrite(expr, FoldConstants::foldPart);
    }

    private static Expr foldPart(Expr part) {
        if (part instanceof Expr.And) {
            return logic(part, ((Expr.And) part).left(), ((Expr.And) part).right(), TRUE, FALSE);
        }
        if (part instanceof Expr.Or) {
            return logic(part, ((Expr.Or) part).left(), ((Expr.Or) part).right(), FALSE, TRUE);
        }
        if (part instanceof Expr.Not && ((Expr.Not) part).operand() instanceof Expr.Not) {
            return ((Expr.Not) ((Expr.Not) part).operand()).operand();
        }
        return Constants.fold(part);
    }

    private static Expr logic(Expr part, Expr left, Expr right, Expr neutral, Expr decisive) {
        if (left.equals(decisive) || right.equals(decisive)) {
            return decisive;
        }
        if (left.equals(neutral)) {
            return right;
        }
        return right.equals(neutral) ? left : part;
    }
}

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Computes expressions that need no row. */
public final class Constants {
    private static final Schema NO_COLUMNS = new Schema(List.of());

    private Constants() {}

    /**
     * The constant that an expression is.
     *
     * @return the expression itself if it depends on columns, or fails, or is null
     */
    public static Expr fold(Expr expr) {
        if (expr instanceof Expr.Literal || !ExprTypes.columnsOf(expr).isEmpty()) {
            return expr;
        }
        ArrowType type = ExprTypes.typeOf(expr, NO_COLUMNS);
        try {
            Lane lane = ExprCompiler.of(expr, NO_COLUMNS).eval(OneRow.BATCH, null);
            return lane.isNull(0) ? expr : new Expr.Literal(value(lane), type);
        } catch (PeltonException e) {
            // It fails for every row, and says so where rows are: a filter may still see to it that there are none.
            return expr;
        }
    }

    private static Object value(Lane lane) {
        if (lane instanceof BoolLane) {
            return ((BoolLane) lane).values[0];
        }
        if (lane instanceof LongLane) {
            return ((LongLane) lane).values[0];
        }
        if (lane instanceof DoubleLane) {
            return ((DoubleLane) lane).values[0];
        }
        if (lane instanceof DecimalLane) {
            return ((DecimalLane) lane).values[0];
        }
        BytesLane bytes = (BytesLane) lane;
        return new String(bytes.bytes, bytes.from[0], bytes.length(0), UTF_8);
    }
}

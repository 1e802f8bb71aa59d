// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.expr.Expr;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;

/** Expressions on one row of Java values, as slowly and plainly as their documentation reads. Null is null. */
@NullUnmarked
public final class ReferenceExpr implements Expr.Visitor<Object> {
    /** An expression has no value. */
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    private final Map<String, Object> row;

    private ReferenceExpr(Map<String, Object> row) {
        this.row = row;
    }

    /** The value of an expression: a Long, Double, Boolean or String; or null. */
    public static Object eval(Expr expr, Map<String, Object> row) {
        return expr.accept(new ReferenceExpr(row));
    }

    private Object eval(Expr expr) {
        return expr.accept(this);
    }

    @Override
    public Object column(Expr.Column column) {
        return widened(row.get(column.name()));
    }

    private static Object widened(Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return value instanceof Float ? ((Float) value).doubleValue() : value;
    }

    @Override
    public Object literal(Expr.Literal literal) {
        return literal.value();
    }

    @Override
    public Object compare(Expr.Compare compare) {
        Object left = eval(compare.left());
        Object right = eval(compare.right());
        return left == null || right == null ? null : holds(compare.op(), order(left, right));
    }

    private static boolean holds(Expr.Comparison op, int order) {
        return switch (op) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    private static int order(Object left, Object right) {
        if (left instanceof Long && right instanceof Long) {
            return ((Long) left).compareTo((Long) right);
        }
        if (left instanceof Number) {
            return Double.compare(((Number) left).doubleValue() + 0.0, ((Number) right).doubleValue() + 0.0);
        }
        if (left instanceof Boolean) {
            return ((Boolean) left).compareTo((Boolean) right);
        }
        int[] l = ((String) left).codePoints().toArray();
        int[] r = ((String) right).codePoints().toArray();
        return java.util.Arrays.compare(l, r);
    }

    @Override
    public Object and(Expr.And and) {
        Object left = eval(and.left());
        if (Boolean.FALSE.equals(left)) {
            return false;
        }
        Object right = eval(and.right());
        return Boolean.FALSE.equals(right) ? (Object) false : left == null || right == null ? null : true;
    }

    @Override
    public Object or(Expr.Or or) {
        Object left = eval(or.left());
        if (Boolean.TRUE.equals(left)) {
            return true;
        }
        Object right = eval(or.right());
        return Boolean.TRUE.equals(right) ? (Object) true : left == null || right == null ? null : false;
    }

    @Override
    public Object not(Expr.Not not) {
        Object operand = eval(not.operand());
        return operand == null ? null : !(Boolean) operand;
    }

    @Override
    public Object isNull(Expr.IsNull isNull) {
        return eval(isNull.operand()) == null;
    }

    @Override
    public Object isIn(Expr.IsIn isIn) {
        Object operand = eval(isIn.operand());
        if (operand == null) {
            return null;
        }
        return isIn.values().stream().anyMatch(value -> order(operand, Objects.requireNonNull(value.value())) == 0);
    }

    @Override
    public Object arithmetic(Expr.Arithmetic arithmetic) {
        Object left = eval(arithmetic.left());
        Object right = eval(arithmetic.right());
        if (left == null || right == null) {
            return null;
        }
        return left instanceof Long && right instanceof Long
                ? longs(arithmetic.op(), (Long) left, (Long) right)
                : doubles(arithmetic.op(), ((Number) left).doubleValue(), ((Number) right).doubleValue());
    }

    private static Object longs(Expr.ArithmeticOp op, long l, long r) {
        try {
            return switch (op) {
                case ADD -> Math.addExact(l, r);
                case SUBTRACT -> Math.subtractExact(l, r);
                case MULTIPLY -> Math.multiplyExact(l, r);
                case DIVIDE -> r == -1 ? Math.negateExact(l) : l / r;
                case MODULO -> l % r;
            };
        } catch (ArithmeticException e) {
            throw new Failure(l + " " + op + " " + r);
        }
    }

    private static Object doubles(Expr.ArithmeticOp op, double l, double r) {
        return switch (op) {
            case ADD -> l + r;
            case SUBTRACT -> l - r;
            case MULTIPLY -> l * r;
            case DIVIDE -> l / r;
            case MODULO -> l % r;
        };
    }

    @Override
    public Object stringCall(Expr.StringCall call) {
        List<Object> arguments = new java.util.ArrayList<>();
        call.arguments().forEach(argument -> arguments.add(eval(argument)));
        if (arguments.contains(null)) {
            return null;
        }
        String text = (String) arguments.get(0);
        return switch (call.op()) {
            case LENGTH -> (long) text.codePointCount(0, text.length());
            case LOWER -> text.toLowerCase(Locale.ROOT);
            case UPPER -> text.toUpperCase(Locale.ROOT);
            case TRIM -> text.strip();
            case CONTAINS -> text.contains((String) arguments.get(1));
            case STARTS_WITH -> text.startsWith((String) arguments.get(1));
            case ENDS_WITH -> text.endsWith((String) arguments.get(1));
            case SUBSTRING -> substring(text, arguments);
            case CONCAT -> {
                StringBuilder all = new StringBuilder();
                arguments.forEach(all::append);
                yield all.toString();
            }
        };
    }

    private static String substring(String text, List<Object> arguments) {
        long from = (Long) arguments.get(1);
        long length = arguments.size() > 2 ? (Long) arguments.get(2) : Long.MAX_VALUE;
        int[] points = text.codePoints().toArray();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < points.length; i++) {
            if (i >= from
                    && java.math.BigInteger.valueOf(i)
                                    .subtract(java.math.BigInteger.valueOf(from))
                                    .compareTo(java.math.BigInteger.valueOf(length))
                            < 0) {
                part.appendCodePoint(points[i]);
            }
        }
        return part.toString();
    }
}

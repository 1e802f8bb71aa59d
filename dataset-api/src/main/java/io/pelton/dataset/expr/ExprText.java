// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.expr;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Expressions as people write them, with brackets where reading would go wrong without: {@code gloss is not null and
 * length(gloss) > 3}. Equal texts mean equal expressions: strings are quoted and escaped, names quoted where they need
 * it, and constants of other types carry their type.
 */
final class ExprText implements Expr.Visitor<String> {
    private static final Set<String> WORDS = Set.of("null", "true", "false", "and", "or", "not", "is", "in", "as");
    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int TEST = 4;
    private static final int SUM = 5;
    private static final int PRODUCT = 6;
    private static final int ATOM = 7;

    private ExprText() {}

    static String of(Expr expr) {
        return expr.accept(new ExprText());
    }

    private String inside(Expr expr, int atLeast) {
        String text = expr.accept(this);
        return binding(expr) >= atLeast ? text : "(" + text + ")";
    }

    private static int binding(Expr expr) {
        if (expr instanceof Expr.Or) {
            return OR;
        }
        if (expr instanceof Expr.And) {
            return AND;
        }
        if (expr instanceof Expr.Not) {
            return ((Expr.Not) expr).operand() instanceof Expr.IsNull ? TEST : NOT;
        }
        if (expr instanceof Expr.Compare || expr instanceof Expr.IsNull || expr instanceof Expr.IsIn) {
            return TEST;
        }
        if (expr instanceof Expr.Arithmetic) {
            Expr.ArithmeticOp op = ((Expr.Arithmetic) expr).op();
            return op == Expr.ArithmeticOp.ADD || op == Expr.ArithmeticOp.SUBTRACT ? SUM : PRODUCT;
        }
        return ATOM;
    }

    @Override
    public String column(Expr.Column column) {
        String name = column.name();
        boolean plain = name.matches("[\\p{L}_][\\p{L}\\p{N}_.]*") && !WORDS.contains(name);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String literal(Expr.Literal literal) {
        Object value = literal.value();
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Double) {
            return String.valueOf(value);
        }
        if (value instanceof String) {
            return "'" + ((String) value).replace("'", "''") + "'";
        }
        if (value instanceof byte[]) {
            StringBuilder hex = new StringBuilder("x'");
            for (byte b : (byte[]) value) {
                hex.append(String.format(Locale.ROOT, "%02x", b));
            }
            return hex.append("'").toString();
        }
        if (value instanceof java.math.BigDecimal) {
            return "decimal " + ((java.math.BigDecimal) value).toPlainString();
        }
        return literal.type().getTypeID().name().toLowerCase(Locale.ROOT) + " '" + value + "'";
    }

    @Override
    public String compare(Expr.Compare compare) {
        return inside(compare.left(), SUM) + " " + symbol(compare.op()) + " " + inside(compare.right(), SUM);
    }

    static String symbol(Expr.Comparison op) {
        return switch (op) {
            case EQ -> "=";
            case NE -> "<>";
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            case GE -> ">=";
        };
    }

    @Override
    public String and(Expr.And and) {
        return inside(and.left(), AND) + " and " + inside(and.right(), NOT);
    }

    @Override
    public String or(Expr.Or or) {
        return inside(or.left(), OR) + " or " + inside(or.right(), AND);
    }

    @Override
    public String not(Expr.Not not) {
        if (not.operand() instanceof Expr.IsNull) {
            return inside(((Expr.IsNull) not.operand()).operand(), SUM) + " is not null";
        }
        return "not " + inside(not.operand(), ATOM);
    }

    @Override
    public String isNull(Expr.IsNull isNull) {
        return inside(isNull.operand(), SUM) + " is null";
    }

    @Override
    public String isIn(Expr.IsIn isIn) {
        return inside(isIn.operand(), SUM) + " in (" + list(isIn.values()) + ")";
    }

    @Override
    public String arithmetic(Expr.Arithmetic arithmetic) {
        int own = binding(arithmetic);
        return inside(arithmetic.left(), own) + " " + symbol(arithmetic.op()) + " "
                + inside(arithmetic.right(), own + 1);
    }

    static String symbol(Expr.ArithmeticOp op) {
        return switch (op) {
            case ADD -> "+";
            case SUBTRACT -> "-";
            case MULTIPLY -> "*";
            case DIVIDE -> "/";
            case MODULO -> "%";
        };
    }

    @Override
    public String stringCall(Expr.StringCall call) {
        return call.op().name().toLowerCase(Locale.ROOT) + "(" + list(call.arguments()) + ")";
    }

    private String list(List<? extends Expr> parts) {
        return parts.stream().map(part -> part.accept(this)).collect(Collectors.joining(", "));
    }
}

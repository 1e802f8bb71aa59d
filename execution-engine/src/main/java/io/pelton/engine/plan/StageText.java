// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Compute;
import java.util.ArrayList;
import java.util.List;

/** Stage graphs as indented trees, the last stage first; what lies between two stages is the exchange. */
final class StageText {
    private static final String NAME = "stage ";

    private final StageGraph graph;
    private final StringBuilder text = new StringBuilder();

    private StageText(StageGraph graph) {
        this.graph = graph;
    }

    static String of(StageGraph graph) {
        StageText text = new StageText(graph);
        text.append(graph.root(), "  ");
        return text.text.toString();
    }

    private void append(Stage stage, String indent) {
        List<Stage> upstream = upstream(stage);
        String bar = upstream.isEmpty() ? "   " : "│  ";
        text.append(indent)
                .append(NAME)
                .append(stage.id())
                .append(": ")
                .append(stage.name())
                .append('\n');
        for (String detail : details(stage)) {
            text.append(indent).append(bar).append(detail).append('\n');
        }
        for (int i = 0; i < upstream.size(); i++) {
            boolean last = i == upstream.size() - 1;
            text.append(indent)
                    .append(last ? "└─ " : "├─ ")
                    .append(exchange(stage))
                    .append('\n');
            append(upstream.get(i), indent + (last ? "   " : "│  "));
        }
    }

    private List<Stage> upstream(Stage stage) {
        return graph.stages().stream()
                .filter(other ->
                        other.downstream().isPresent() && other.downstream().getAsInt() == stage.id())
                .toList();
    }

    private static String exchange(Stage to) {
        return "exchange, in order, batches of up to " + to.batchRows() + (to.batchRows() == 1 ? " row" : " rows")
                + (to.inputLimit().isPresent()
                        ? ", the first " + to.inputLimit().getAsLong() + " rows"
                        : "");
    }

    private static List<String> details(Stage stage) {
        List<String> details = new ArrayList<>();
        details.add("pool     " + pool(stage));
        stage.scan().ifPresent(scan -> details.addAll(PlanText.scanDetails(scan)));
        stage.scan().ifPresent(scan -> details.add("batches  of up to " + stage.batchRows() + " rows"));
        for (int i = 0; i < stage.ops().size(); i++) {
            details.add(
                    (i == 0 ? "steps    " : "         ") + stage.ops().get(i).describe());
        }
        details.add("gives    "
                + (stage.outputSchema().getFields().isEmpty()
                        ? "rows without columns"
                        : PlanText.shortFields(stage.outputSchema())));
        return details;
    }

    /** What the user asked for, and what there is of it on this machine. */
    private static String pool(Stage stage) {
        List<ApplyOp> operators = SharedPool.operators(stage.ops());
        if (stage.scan().isPresent()) {
            return stage.compute() + (operators.isEmpty() ? "" : ", shared with " + light(operators.size()));
        }
        Compute asked = operators.isEmpty() ? stage.compute() : SharedPool.asked(operators);
        int here = stage.compute().maxActors();
        return asked
                + (here < asked.maxActors() ? ", at most " + here + " here" : "")
                + (operators.size() > 1 ? ", shared by " + operators.size() + " operators that only compute" : "");
    }

    private static String light(int operators) {
        return operators == 1
                ? "an operator that costs no more than reading"
                : operators + " operators that cost no more than reading";
    }
}

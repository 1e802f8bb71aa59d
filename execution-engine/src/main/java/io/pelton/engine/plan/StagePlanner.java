// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Compute.Kind;
import io.pelton.dataset.Operator;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.plan.Apply;
import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.FilterRows;
import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.MapRows;
import io.pelton.dataset.plan.Project;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.plan.Union;
import io.pelton.dataset.plan.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Cuts an optimised plan into stages.
 *
 * <p>A stage begins at a scan, at an operator that needs a pool of its own ({@link SharedPool}), where rows are limited or
 * brought together, and at the sink. Everything else is fused to the end of the stages that its rows come from; of a union
 * these are several, and each gets the step. So rows change threads only where there is a reason for it.
 */
final class StagePlanner implements LogicalPlan.Visitor<StagePlanner.Flow> {
    /** Rows that readers, and steps without an operator, take at a time: enough to make calls cheap, few enough to cache. */
    static final int NARROW_BATCH_ROWS = 4096;

    /** Rows that an operator gets at a time if neither it nor the user says. */
    static final int OPERATOR_BATCH_ROWS = 1024;

    /**
     * The rows of a node, as they leave the stages that give them.
     *
     * @param ends the stages, in the order of their rows
     * @param limit how many of the rows may enter the next stage
     */
    record Flow(List<StageBuilder> ends, OptionalLong limit) {
        private static Flow of(StageBuilder stage) {
            return new Flow(List.of(stage), OptionalLong.empty());
        }

        Schema schema() {
            return ends.get(0).outputSchema();
        }
    }

    private final int cores;
    /** Otherwise rows are wanted in their order, for which one reader is at work at a time. */
    private final boolean unordered;

    private final List<StageBuilder> stages = new ArrayList<>();

    private StagePlanner(int cores, boolean unordered) {
        this.cores = cores;
        this.unordered = unordered;
    }

    /** The stages of a plan. */
    static StageGraph plan(LogicalPlan plan, int cores) {
        if (cores < 1) {
            throw new IllegalArgumentException("cores " + cores);
        }
        StagePlanner planner = new StagePlanner(cores, plan instanceof Write && !hasLimit(plan));
        Flow flow = plan.accept(planner);
        if (flow.ends().size() > 1 || flow.limit().isPresent()) {
            planner.gather(flow, plan.schema());
        }
        return new StageGraph(planner.stages.stream().map(StageBuilder::build).toList());
    }

    private static boolean hasLimit(LogicalPlan plan) {
        return plan instanceof Limit || plan.inputs().stream().anyMatch(StagePlanner::hasLimit);
    }

    @Override
    public Flow scan(Scan scan) {
        return Flow.of(add(StageBuilder.leaf(stages.size(), scan, Compute.tasks(cores), NARROW_BATCH_ROWS)));
    }

    @Override
    public Flow project(Project project) {
        return fuse(project.input().accept(this), input -> new ProjectOp(project.columns(), input, project.schema()));
    }

    @Override
    public Flow filterExpr(FilterExpr filter) {
        return fuse(filter.input().accept(this), input -> new FilterOp(filter.predicate(), input));
    }

    @Override
    public Flow filterRows(FilterRows filter) {
        return fuse(filter.input().accept(this), input -> new FilterRowsOp(filter.name(), filter.predicate(), input));
    }

    @Override
    public Flow mapRows(MapRows map) {
        return fuse(map.input().accept(this), input -> MapRowsOp.of(map));
    }

    @Override
    public Flow apply(Apply apply) {
        Flow input = apply.input().accept(this);
        ApplyOp op = op(apply, input.schema());
        boolean alone = input.ends().size() > 1 || input.limit().isPresent();
        StageBuilder end = input.ends().get(0);
        if (!alone && end.reads() && unordered && SharedPool.admitsToReader(end.ops(), op, cores, NARROW_BATCH_ROWS)) {
            joinReader(end, op);
            return input;
        }
        if (!alone && !end.reads() && SharedPool.admits(end.ops(), op, cores)) {
            join(end, op);
            return input;
        }
        StageBuilder stage = start(input, op.operator().name(), effective(op.asked()), batchRows(List.of(op)));
        stage.add(op);
        return Flow.of(stage);
    }

    private void joinReader(StageBuilder stage, ApplyOp op) {
        stage.add(op);
        Compute asked = op.asked();
        boolean keepsState = asked.kind() == Kind.ACTORS || stage.compute().kind() == Kind.ACTORS;
        int min = Math.max(stage.compute().minActors(), asked.minActors());
        Kind kind = keepsState ? Kind.ACTORS : Kind.TASKS;
        Compute pool = new Compute(kind, min, asked.maxActors(), 1, asked.inFlight(), 0, 0);
        // As many batches of the asked size as are read at a time.
        int rows = Math.max(1, asked.batchRows());
        stage.share(op.operator().name(), effective(pool), NARROW_BATCH_ROWS / rows * rows);
    }

    private void join(StageBuilder stage, ApplyOp op) {
        stage.add(op);
        List<ApplyOp> operators = SharedPool.operators(stage.ops());
        stage.share(op.operator().name(), effective(SharedPool.asked(operators)), batchRows(operators));
    }

    @Override
    public Flow limit(Limit limit) {
        Flow input = limit.input().accept(this);
        long rows = Math.min(limit.rows(), input.limit().orElse(Long.MAX_VALUE));
        return new Flow(input.ends(), OptionalLong.of(rows));
    }

    @Override
    public Flow union(Union union) {
        List<StageBuilder> ends = new ArrayList<>();
        for (LogicalPlan input : union.inputs()) {
            Flow flow = input.accept(this);
            ends.addAll(flow.limit().isPresent() ? List.of(gather(flow, input.schema())) : flow.ends());
        }
        return new Flow(ends, OptionalLong.empty());
    }

    @Override
    public Flow write(Write write) {
        Flow input = write.input().accept(this);
        int rows = input.ends().stream().mapToInt(StageBuilder::batchRows).max().orElse(0);
        String name = "write " + write.sink().describe();
        if (input.ends().size() == 1 && unordered) {
            input.ends().get(0).fillTheMachineIfReader();
        }
        StageBuilder stage = start(input, name, Compute.tasks(cores), Math.max(rows, NARROW_BATCH_ROWS));
        stage.writeTo(write.sink());
        return Flow.of(stage);
    }

    private interface Step {
        PhysicalOp over(Schema input);
    }

    /** Adds a step to the end of each stage; rows that are limited before it enter a stage for it. */
    private Flow fuse(Flow input, Step step) {
        Flow flow = input.limit().isPresent() ? Flow.of(gather(input, input.schema())) : input;
        for (StageBuilder end : flow.ends()) {
            end.add(step.over(end.outputSchema()));
        }
        return flow;
    }

    /** A stage that only brings rows together, or lets only some of them in. */
    private StageBuilder gather(Flow input, Schema schema) {
        String name = input.limit().isPresent() ? "limit " + input.limit().getAsLong() : "union";
        StageBuilder stage = start(input, name, Compute.tasks(cores), NARROW_BATCH_ROWS);
        stage.gives(schema);
        return stage;
    }

    private StageBuilder start(Flow input, String name, Compute compute, int batchRows) {
        StageBuilder stage = StageBuilder.inner(stages.size(), name, input.limit(), input.schema(), compute, batchRows);
        input.ends().forEach(end -> end.flowInto(stage));
        return add(stage);
    }

    private StageBuilder add(StageBuilder stage) {
        stages.add(stage);
        return stage;
    }

    private static int batchRows(List<ApplyOp> operators) {
        return SharedPool.batchRows(operators, OPERATOR_BATCH_ROWS);
    }

    /** As much of a pool as the cores can keep busy, at least one actor. */
    private Compute effective(Compute asked) {
        int most = (int) Math.max(1, Math.floor(cores / asked.cpus()));
        int max = Math.min(asked.maxActors(), most);
        return new Compute(
                asked.kind(),
                Math.min(asked.minActors(), max),
                max,
                asked.cpus(),
                asked.inFlight(),
                asked.memoryBytes(),
                asked.batchRows());
    }

    /** Asks the operator once more, now that columns have been left out, before any work starts. */
    private static ApplyOp op(Apply apply, Schema input) {
        Operator operator = apply.operator();
        try {
            return new ApplyOp(operator, apply.compute(), operator.outputSchema(input));
        } catch (PeltonException e) {
            throw new PeltonException(e.kind(), "Cannot run '" + operator.name() + "': " + e.getMessage(), e);
        }
    }
}

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a dataset is: an immutable tree, leaves first read. Every node knows its output schema from the moment it is made,
 * so a plan that exists is a plan whose names and types fit.
 */
public sealed interface LogicalPlan permits Scan, Project, FilterRows, FilterExpr, MapRows, Apply, Limit, Union, Write {
    /** The schema of the rows that this node gives. */
    Schema schema();

    /** The nodes that this one reads, in order. */
    List<LogicalPlan> inputs();

    /** The same node over other inputs; schemas are settled anew. */
    LogicalPlan withInputs(List<LogicalPlan> inputs);

    /** One line that says what the node does, without its inputs. */
    String describe();

    /** Calls the visitor's method for this kind of node. */
    <R> R accept(Visitor<R> visitor);

    /**
     * One method for each kind of node, so that a new kind breaks the build wherever plans are taken apart.
     *
     * @param <R> what the visit gives
     */
    interface Visitor<R> {
        /** Visits a read. */
        R scan(Scan scan);

        /** Visits a projection. */
        R project(Project project);

        /** Visits a filter by user code. */
        R filterRows(FilterRows filter);

        /** Visits a filter by an expression. */
        R filterExpr(FilterExpr filter);

        /** Visits user code over rows. */
        R mapRows(MapRows map);

        /** Visits an operator over batches. */
        R apply(Apply apply);

        /** Visits a limit. */
        R limit(Limit limit);

        /** Visits a union. */
        R union(Union union);

        /** Visits a write. */
        R write(Write write);
    }
}

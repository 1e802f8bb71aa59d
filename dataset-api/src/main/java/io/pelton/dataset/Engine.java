// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import io.pelton.dataset.internal.Services;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.source.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.ServiceLoader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What runs plans; found by {@link ServiceLoader}, so that datasets know nothing of how they are run.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 */
public interface Engine {
    /** The engine on the class path. */
    static Engine load() {
        return Services.of(Engine.class).stream()
                .findFirst()
                .map(ServiceLoader.Provider::get)
                .orElseThrow(() -> PeltonException.user(
                        "Cannot run: no engine is on the class path. Add the artifact io.pelton:execution-engine."));
    }

    /** The columns of a source; opens as little of it as it can, such as one file's footer. */
    Schema schemaOf(Source source);

    /** The logical, optimised and physical plans, as text for people. */
    String explain(LogicalPlan plan, JobOptions options);

    /** Runs a plan that ends in a {@link io.pelton.dataset.plan.Write} and waits for its end. */
    JobResult run(LogicalPlan plan, JobOptions options);

    /** Runs a plan whose rows the caller takes. */
    BatchStream iterate(LogicalPlan plan, JobOptions options);

    /**
     * Opens a file of any file system that the engine knows, such as a model in an object store.
     *
     * @param uri a local path or a URI
     */
    InputStream openFile(String uri) throws IOException;
}

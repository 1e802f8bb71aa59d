// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.pelton.dataset.OperatorContext;
import io.pelton.inference.ElementType;
import io.pelton.inference.ModelDescription;
import io.pelton.inference.TensorSpec;
import io.pelton.inference.TensorSpec.Dimension;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A model loaded into ONNX Runtime: one for each model and settings in a process, since every further session costs the
 * weights again.
 *
 * <p><b>Threads.</b> Any number of threads may run the session at once. {@link #close} comes after the last run.
 */
public final class SharedSession implements AutoCloseable {
    /**
     * What makes a processor slower in ONNX Runtime 1.29: its fused layer normalisation adds up one float after the other,
     * where the operators it stands for use the whole width of the registers, as does the simplified one that they are
     * fused to instead; and a bias apart from Gelu is quicker too. MiniLM gains a tenth. A model that quantizes by run
     * keeps them: it would turn the other rounding of a sum into another integer here and there.
     */
    private static final String SLOW_FUSIONS = "LayerNormFusionL1;LayerNormFusionL2;BiasGeluFusion";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String label;

    private SharedSession(OrtEnvironment environment, OrtSession session, String label) {
        this.environment = environment;
        this.session = session;
        this.label = label;
    }

    /** The session of a model in this process, made by the first caller. */
    public static SharedSession of(OperatorContext context, ModelFile model, SessionSettings settings)
            throws Exception {
        SessionSettings sized = settings.withThreads(context.threadsPerActor());
        return context.shared("onnx-session " + model.key() + " " + sized.key(), () -> open(model, sized));
    }

    /**
     * Loads a model.
     *
     * @throws io.pelton.dataset.PeltonException if it cannot be loaded, of the kind that ONNX Runtime's code asks for
     */
    static SharedSession open(ModelFile model, SessionSettings settings) throws Exception {
        OrtEnvironment environment = OnnxRuntime.environment();
        return model.use(file -> {
            try (OrtSession.SessionOptions options = options(model, settings)) {
                return new SharedSession(
                        environment, environment.createSession(file.toString(), options), model.label());
            } catch (OrtException e) {
                throw OrtErrors.loading(model.label(), e);
            }
        });
    }

    /**
     * Callers are the engine's actors, each with threads of its own, so a session never waits by spinning. An arena keeps
     * its high-water mark, which the operators bound by the size of a run. Memory patterns go: they measured no faster, and
     * keep plans by an exclusive or of all sizes, so that a run may take its memory by the plan of another shape.
     */
    private static OrtSession.SessionOptions options(ModelFile model, SessionSettings settings) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setInterOpNumThreads(1);
            options.setIntraOpNumThreads(settings.threads());
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors come as exceptions
            options.setMemoryPatternOptimization(false);
            options.setCPUArenaAllocator(settings.arena());
            if (!settings.arena()) {
                NativeMemory.keepFreed();
            }
            if (settings.provider().equals("cpu") && !model.quantizesByRun()) {
                options.addConfigEntry("optimization.disable_specified_optimizers", SLOW_FUSIONS);
            }
            Providers.add(options, settings);
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    OrtEnvironment environment() {
        return environment;
    }

    OrtSession session() {
        return session;
    }

    String label() {
        return label;
    }

    /** Inputs and outputs as ONNX Runtime sees them, shapes inferred. */
    ModelDescription description() {
        try {
            return new ModelDescription(
                    specs(session.getInputInfo().values()),
                    specs(session.getOutputInfo().values()));
        } catch (OrtException e) {
            throw OrtErrors.loading(label, e);
        }
    }

    private static List<TensorSpec> specs(Collection<NodeInfo> nodes) {
        return nodes.stream().map(SharedSession::spec).collect(Collectors.toList());
    }

    private static TensorSpec spec(NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo)) {
            return new TensorSpec(node.getName(), ElementType.OTHER, null);
        }
        TensorInfo info = (TensorInfo) node.getInfo();
        List<Dimension> shape = new ArrayList<>();
        for (int i = 0; i < info.getShape().length; i++) {
            String[] labels = info.getDimensionNames();
            shape.add(new Dimension(info.getShape()[i], labels.length > i ? labels[i] : ""));
        }
        return new TensorSpec(node.getName(), TensorTypes.elementType(info.onnxType), shape);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}

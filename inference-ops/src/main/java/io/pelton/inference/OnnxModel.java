// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.inference.internal.ModelFile;
import io.pelton.inference.internal.ModelPlan;
import io.pelton.inference.internal.ModelPlan.Bindings;
import io.pelton.inference.internal.Models;
import io.pelton.inference.internal.Resource;
import io.pelton.inference.internal.SessionSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A model in ONNX format, and with it the operator that feeds columns to the model and adds its outputs as columns.
 * Immutable: each method returns a changed copy. Nothing is read before the first question about the model.
 *
 * <pre>{@code
 * rows.infer(OnnxModel.fromPath("models/risk.onnx").bind("features", "age", "income", "debt").output("score", "risk"),
 *     Compute.actors(1, 8));
 * }</pre>
 *
 * <p><b>Inputs.</b> An input is made of the column of its name unless {@link #bind} names others. A column of scalars is
 * {@code [rows]} or {@code [rows, 1]}; fixed-size lists are {@code [rows, n]}, nested ones {@code [rows, n, m]}, and a
 * flat list is cut into the dimensions of the model where these are fixed; lists are {@code [rows, n]} if those of a run
 * have one length, or with {@link #pad}; several columns stand side by side, {@code [rows, k]}. Element types must be
 * equal unless {@link #convertTypes} is set. Nulls are refused.
 *
 * <p><b>Outputs.</b> All, or those named by {@link #output}, become columns: {@code [rows]} and {@code [rows, 1]}
 * scalars, others a list for each further dimension, of fixed size where the model fixes it. float16 stays float16,
 * bfloat16 becomes float32.
 *
 * <p><b>Sessions.</b> The actors of a process share one session, each running it with threads of its own. The rows of a
 * run are found on the first batches and remembered for model and machine, unless {@link #rowBudget} sets them. In a
 * model that is quantized while it runs, rows of one run change each other's results, so each runs alone unless
 * {@link #rowBudget} says otherwise.
 */
public final class OnnxModel implements Operator {
    private static final Bindings NONE = new Bindings(Map.of(), Map.of(), Map.of(), false);

    private final ModelFile file;
    private final SessionSettings session;
    private final Bindings bindings;
    private final int rowBudget;

    private OnnxModel(ModelFile file, SessionSettings session, Bindings bindings, int rowBudget) {
        this.file = file;
        this.session = session;
        this.bindings = bindings;
        this.rowBudget = rowBudget;
    }

    /** A model on the class path, by its name from the root. */
    public static OnnxModel fromClasspath(String name) {
        return of(Resource.classPath(requireNonNull(name, "name")));
    }

    /**
     * A model in a file; weights in files of their own lie beside it, which works for local files only.
     *
     * @param pathOrUri a local path, or the URI of any file system that the engine knows
     */
    public static OnnxModel fromPath(String pathOrUri) {
        return of(Resource.pathOrUri(requireNonNull(pathOrUri, "pathOrUri")));
    }

    private static OnnxModel of(Resource resource) {
        return new OnnxModel(new ModelFile(resource), new SessionSettings("cpu", 0), NONE, 0);
    }

    /**
     * Makes an input of columns; several stand side by side in the order given.
     *
     * @throws PeltonException if the input is bound already
     */
    public OnnxModel bind(String input, String... columns) {
        List<String> bound = bindings.inputs().get(requireNonNull(input, "input"));
        check(bound == null, "bind input '" + input + "'", "an unbound input", "columns " + bound);
        check(columns.length > 0, "bind input '" + input + "'", "at least one column", "none");
        return with(new Bindings(
                plus(bindings.inputs(), input, List.of(columns)),
                bindings.outputs(),
                bindings.padding(),
                bindings.convert()));
    }

    /**
     * Takes an output into a column. Outputs that are not named are left out once one is.
     *
     * @throws PeltonException if the output has a column already
     */
    public OnnxModel output(String output, String column) {
        String earlier = bindings.outputs().get(requireNonNull(output, "output"));
        check(earlier == null, "take output '" + output + "'", "an output without a column", "column " + earlier);
        return with(new Bindings(
                bindings.inputs(),
                plus(bindings.outputs(), output, requireNonNull(column, "column")),
                bindings.padding(),
                bindings.convert()));
    }

    /** Fills the lists of an input up, behind their values, to the longest of a run; strings with empty ones. */
    public OnnxModel pad(String input, Number value) {
        return with(new Bindings(
                bindings.inputs(),
                bindings.outputs(),
                plus(bindings.padding(), requireNonNull(input, "input"), requireNonNull(value, "value")),
                bindings.convert()));
    }

    /** Lets numbers be converted: to floating-point of any size, rounded where needed, and integers to wider ones. */
    public OnnxModel convertTypes() {
        return with(new Bindings(bindings.inputs(), bindings.outputs(), bindings.padding(), true));
    }

    /** The most rows of a run, in place of a calibrated number. */
    public OnnxModel rowBudget(int rows) {
        check(rows >= 1, "set the rows of a run", "at least 1", rows);
        return new OnnxModel(file, session, bindings, rows);
    }

    /**
     * Runs the model on another device than the CPU.
     *
     * @param provider an execution provider: {@code cpu}, {@code cuda}, {@code tensorrt}, {@code directml}, {@code coreml}
     *     or {@code xnnpack}; it must be in the ONNX Runtime on the class path
     * @param device the provider's number of the device
     */
    public OnnxModel provider(String provider, int device) {
        check(device >= 0, "choose a device", "a number of at least 0", device);
        return new OnnxModel(file, new SessionSettings(provider.toLowerCase(Locale.ROOT), device), bindings, rowBudget);
    }

    private static void check(boolean holds, String what, String expected, Object found) {
        if (!holds) {
            throw PeltonException.user("Cannot " + what + ": expected " + expected + " but found " + found + ".");
        }
    }

    private static <T> Map<String, T> plus(Map<String, T> map, String key, T value) {
        Map<String, T> larger = new LinkedHashMap<>(map);
        larger.put(key, value);
        return larger;
    }

    private OnnxModel with(Bindings newBindings) {
        return new OnnxModel(file, session, newBindings, rowBudget);
    }

    /**
     * The sha256 of the model's bytes, in hexadecimal; if it has weights in files of their own, of these too. Reads the
     * model on the first call.
     */
    public String sha256() {
        return file.sha256();
    }

    /** What the model takes and gives. Reads the model on the first call, but makes no session of it. */
    public ModelDescription describe() {
        return file.description();
    }

    @Override
    public String name() {
        return "OnnxModel " + file.shortName();
    }

    @Override
    public Schema outputSchema(Schema input) {
        return plan(input).outputSchema(input);
    }

    private ModelPlan plan(Schema input) {
        return ModelPlan.of(name(), describe(), bindings, input);
    }

    @Override
    public Output output() {
        return Output.KEEPS_INPUT;
    }

    @Override
    public Set<String> requiredColumns(Schema input) {
        return plan(input).columns();
    }

    @Override
    public String fingerprint() {
        return String.join(
                " ",
                "OnnxModel",
                "model=" + sha256(),
                "inputs=" + new TreeMap<>(bindings.inputs()),
                "outputs=" + new TreeMap<>(bindings.outputs()),
                "padding=" + new TreeMap<>(bindings.padding()),
                "convert=" + bindings.convert(),
                "on=" + session.provider(),
                "budget=" + (file.quantizesByRun() ? rowBudget : "any"));
    }

    @Override
    public int preferredBatchRows() {
        return Models.batchRows(describe(), session);
    }

    @Override
    public boolean cutsBatches() {
        return true;
    }

    /** Whether the model runs on the processor, not on a device that has to be waited for. */
    @Override
    public boolean cpuBound() {
        return session.onProcessor();
    }

    /** Whether the model is a small one of dense layers or trees over few numbers, and runs on the processor. */
    @Override
    public boolean light() {
        return session.onProcessor() && file.isLight() && Models.isSmallRow(describe());
    }

    @Override
    public boolean leavesInput() {
        return true;
    }

    @Override
    public BatchFunction open(OperatorContext context) throws Exception {
        ModelPlan plan = plan(context.inputSchema());
        return Models.open(new Models.Request(file, session, plan, rowBudget), context);
    }

    String shortName() {
        return file.shortName();
    }

    ModelFile file() {
        return file;
    }

    SessionSettings session() {
        return session;
    }

    @Override
    public String toString() {
        return name();
    }
}

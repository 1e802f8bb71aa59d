// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.internal.TypeNames;
import io.pelton.inference.internal.Resource;
import io.pelton.inference.internal.TextEmbeddings;
import io.pelton.inference.internal.TextModelShape;
import io.pelton.inference.internal.TokenizerFile;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Adds a column of vectors, one for each text of a column, computed by a model of BERT's family. Immutable: each method
 * returns a changed copy.
 *
 * <pre>{@code
 * glosses.infer(TextEmbedding.of(OnnxModel.fromClasspath("all-minilm-l6-v2.onnx"))
 *         .tokenizer("all-minilm-l6-v2-tokenizer.json").from("gloss").into("embedding"),
 *     Compute.actors(1, 8));
 * }</pre>
 *
 * <p><b>Shape.</b> The column is a fixed-size list of as many floats as the model gives, null where the text is null. An
 * empty text has the model's vector of the empty text. Bytes that are no UTF-8 count as U+FFFD. Texts of more tokens
 * than {@link #maxTokens} are cut.
 *
 * <p><b>Speed.</b> A batch's texts are sorted by length and run in pieces of about as many tokens each, so that little is
 * padding; the best number is found on the first batches and remembered for model and machine, unless
 * {@link #tokenBudget} sets it. Vectors do not depend on it beyond the rounding of floats. A model that is quantized
 * while it runs is the exception: there texts of one run change each other's vectors (to a cosine of 0.97), so each text
 * runs alone unless {@link #tokenBudget} says otherwise, which is a third faster.
 *
 * <p><b>Memory.</b> Actors share the model. Runs of 512 tokens or fewer on a processor take memory from the C library, which
 * keeps up to 32 MiB of it for each thread; larger ones from an arena of ONNX Runtime's.
 *
 * <p>Counts {@code tokens.real}, {@code tokens.padded} (padding included), {@code model.runs} and
 * {@code memory.resident.peak} in bytes.
 */
public final class TextEmbedding implements Operator {
    private static final int WINDOW_ROWS = 2048;
    private static final int MAX_BUDGET = 1 << 16;

    private final OnnxModel model;
    private final @Nullable TokenizerFile tokenizer;
    private final @Nullable String from;
    private final String into;
    private final int maxTokens;
    private final Pooling pooling;
    private final boolean normalized;
    private final int tokenBudget;
    private final @Nullable String output;

    private TextEmbedding(Builder builder) {
        this.model = builder.model;
        this.tokenizer = builder.tokenizer;
        this.from = builder.from;
        this.into = builder.into;
        this.maxTokens = builder.maxTokens;
        this.pooling = builder.pooling;
        this.normalized = builder.normalized;
        this.tokenBudget = builder.tokenBudget;
        this.output = builder.output;
    }

    /** An embedding by a model, with mean pooling, vectors of length 1 and texts of up to 256 tokens. */
    public static TextEmbedding of(OnnxModel model) {
        return new TextEmbedding(new Builder(requireNonNull(model, "model")));
    }

    /**
     * The model's tokenizer, a Hugging Face {@code tokenizer.json}. Padding and truncation in it are ignored.
     *
     * @param name a resource on the class path or, if there is none of that name, a path or URI
     */
    public TextEmbedding tokenizer(String name) {
        Builder next = builder();
        next.tokenizer = new TokenizerFile(Resource.find(requireNonNull(name, "name")));
        return new TextEmbedding(next);
    }

    /** The column of texts. */
    public TextEmbedding from(String column) {
        Builder next = builder();
        next.from = requireNonNull(column, "column");
        return new TextEmbedding(next);
    }

    /** The column of vectors, {@code embedding} unless set. A column of that name is replaced. */
    public TextEmbedding into(String column) {
        Builder next = builder();
        next.into = requireNonNull(column, "column");
        return new TextEmbedding(next);
    }

    /** The most tokens of a text, special tokens included; no more than the model was trained for. */
    public TextEmbedding maxTokens(int tokens) {
        check(tokens >= 3 && tokens <= MAX_BUDGET, "3 <= maxTokens <= " + MAX_BUDGET, tokens);
        Builder next = builder();
        next.maxTokens = tokens;
        return new TextEmbedding(next);
    }

    /** How tokens' vectors become the text's. */
    public TextEmbedding pooling(Pooling how) {
        Builder next = builder();
        next.pooling = requireNonNull(how, "how");
        return new TextEmbedding(next);
    }

    /** Leaves vectors as long as they come; otherwise each has length 1. */
    public TextEmbedding unnormalized() {
        Builder next = builder();
        next.normalized = false;
        return new TextEmbedding(next);
    }

    /** The tokens of a run, padding included, in place of a calibrated number; a longer text runs alone. */
    public TextEmbedding tokenBudget(int paddedTokens) {
        check(paddedTokens >= 1 && paddedTokens <= MAX_BUDGET, "1 <= tokenBudget <= " + MAX_BUDGET, paddedTokens);
        Builder next = builder();
        next.tokenBudget = paddedTokens;
        return new TextEmbedding(next);
    }

    /** The model's output to take, instead of the first that holds vectors. */
    public TextEmbedding output(String name) {
        Builder next = builder();
        next.output = requireNonNull(name, "name");
        return new TextEmbedding(next);
    }

    private static void check(boolean holds, String expected, int found) {
        if (!holds) {
            throw PeltonException.user(
                    "Cannot set up text embedding: expected " + expected + " but found " + found + ".");
        }
    }

    @Override
    public String name() {
        return "TextEmbedding " + model.shortName();
    }

    @Override
    public Schema outputSchema(Schema input) {
        String column = column();
        tokenizerFile();
        TextEmbeddings.startLibraries();
        Field field = input.getFields().stream()
                .filter(f -> f.getName().equals(column))
                .findFirst()
                .orElseThrow(() -> PeltonException.user("Cannot run '" + name() + "': expected a column '" + column
                        + "' but the input has "
                        + input.getFields().stream().map(Field::getName).toList()
                        + ". Name the column of texts in TextEmbedding.from(..)."));
        if (!TextEmbeddings.isText(field)) {
            throw PeltonException.user(
                    "Cannot run '" + name() + "': model input 'input_ids' is made of strings but column '"
                            + column + "' holds " + TypeNames.of(field)
                            + ". Name a column of strings in TextEmbedding.from(..), or bind numbers with OnnxModel.bind.");
        }
        return TextEmbeddings.withVectors(input, into, shape().dimensions());
    }

    @Override
    public Output output() {
        return Output.KEEPS_INPUT;
    }

    @Override
    public Set<String> requiredColumns(Schema input) {
        return Set.of(column());
    }

    @Override
    public String fingerprint() {
        return String.join(
                " ",
                "TextEmbedding",
                "model=" + model.sha256(),
                "tokenizer=" + tokenizerFile().sha256(),
                "from=" + column(),
                "into=" + into,
                "maxTokens=" + maxTokens,
                "pooling=" + pooling,
                "normalized=" + normalized,
                "output=" + shape().output().name(),
                "on=" + model.session().provider(),
                "budget=" + (model.file().quantizesByRun() ? tokenBudget : "any"));
    }

    @Override
    public int preferredBatchRows() {
        return WINDOW_ROWS;
    }

    /** Whether the model runs on the processor, not on a device that has to be waited for. */
    @Override
    public boolean cpuBound() {
        return model.cpuBound();
    }

    @Override
    public boolean leavesInput() {
        return true;
    }

    @Override
    public BatchFunction open(OperatorContext context) throws Exception {
        return TextEmbeddings.open(
                new TextEmbeddings.Request(
                        model.file(),
                        model.session(),
                        shape(),
                        tokenizerFile(),
                        column(),
                        into,
                        maxTokens,
                        pooling,
                        normalized,
                        tokenBudget),
                context);
    }

    private TextModelShape shape() {
        return TextModelShape.of(model.shortName(), model.describe(), output);
    }

    private String column() {
        if (from == null) {
            throw PeltonException.user("Cannot run '" + name()
                    + "': expected a column of texts but none is named. Name it in TextEmbedding.from(..).");
        }
        return from;
    }

    private TokenizerFile tokenizerFile() {
        if (tokenizer == null) {
            throw PeltonException.user("Cannot run '" + name()
                    + "': expected a tokenizer but none is named. Name the model's tokenizer.json in"
                    + " TextEmbedding.tokenizer(..).");
        }
        return tokenizer;
    }

    private Builder builder() {
        Builder copy = new Builder(model);
        copy.tokenizer = tokenizer;
        copy.from = from;
        copy.into = into;
        copy.maxTokens = maxTokens;
        copy.pooling = pooling;
        copy.normalized = normalized;
        copy.tokenBudget = tokenBudget;
        copy.output = output;
        return copy;
    }

    @Override
    public String toString() {
        return name();
    }

    private static final class Builder {
        private final OnnxModel model;
        private @Nullable TokenizerFile tokenizer;
        private @Nullable String from;
        private String into = "embedding";
        private int maxTokens = 256;
        private Pooling pooling = Pooling.MEAN;
        private boolean normalized = true;
        private int tokenBudget;
        private @Nullable String output;

        Builder(OnnxModel model) {
            this.model = model;
        }
    }
}

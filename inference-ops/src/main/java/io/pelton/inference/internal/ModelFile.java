// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pelton.dataset.CacheDirectory;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.inference.ModelDescription;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a model, read for its sha256 and its description, and given to ONNX Runtime as a local file.
 *
 * <p>A model that is no local file is copied to a temporary one while its sha256 is computed, and the copy is deleted as
 * soon as a session has been made of it. ONNX Runtime reads a file in place: for the 90 MB of MiniLM the peak of
 * resident memory is 212 MB, against 300 MB from a direct buffer and 497 MB from an array.
 *
 * <p><b>Threads.</b> Any thread may call; calls wait for each other.
 */
public final class ModelFile {
    private final Resource resource;

    @GuardedBy("this")
    private @Nullable Facts facts;

    @GuardedBy("this")
    private @Nullable ModelDescription inferred;

    @GuardedBy("this")
    private @Nullable Path copy;

    /** What was read. The sha256 is computed by whoever asks first: a job whose rows are taken needs none. */
    private record Facts(
            FutureTask<String> sha256,
            OnnxHeader header,
            @Nullable String files) {}

    /** What is done with a model's local file. */
    @FunctionalInterface
    interface Use<T> {
        T with(Path file) throws Exception;
    }

    public ModelFile(Resource resource) {
        this.resource = resource;
    }

    /** What the model is called in messages. */
    public String label() {
        return resource.label();
    }

    /** The last part of its name. */
    public String shortName() {
        return resource.shortName();
    }

    /** The sha256 of its bytes, and of the files of weights beside it if it has any; in hexadecimal. */
    public String sha256() {
        return sha256(factsNow());
    }

    /** What tells its files from all others without their being read to the end, unless somebody hides a change. */
    String key() {
        Facts known = factsNow();
        return known.files() == null ? sha256(known) : known.files();
    }

    private synchronized Facts factsNow() {
        return facts();
    }

    private String sha256(Facts of) {
        try {
            of.sha256().run();
            return of.sha256().get();
        } catch (ExecutionException e) {
            forgetSha256(of);
            throw unreadable(requireNonNull(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeltonException(ErrorKind.TRANSIENT, "Cannot read model '" + label() + "': interrupted.", e);
        }
    }

    /** Files that could not be read to their end are read anew when it is asked for again, if they are the same. */
    private synchronized void forgetSha256(Facts known) {
        Path local = resource.local().orElse(null);
        if (facts == known && local != null) {
            facts = facts(local, known.header(), requireNonNull(known.files()));
        }
    }

    private PeltonException unreadable(Throwable cause) {
        return cause instanceof PeltonException
                ? (PeltonException) cause
                : new PeltonException(
                        ErrorKind.TRANSIENT, "Cannot read model '" + label() + "': " + cause + ". Try again.", cause);
    }

    /** Its inputs and outputs; a session is made of it only if the file does not say them all. */
    public synchronized ModelDescription description() {
        OnnxHeader said = facts().header();
        if (inferred == null && !said.complete()) {
            try (SharedSession session = SharedSession.open(this, new SessionSettings("cpu", 0))) {
                inferred = session.description();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new PeltonException(ErrorKind.INTERNAL, "Cannot inspect model '" + label() + "': " + e, e);
            }
        }
        return inferred != null ? inferred : said.description();
    }

    /** Whether rows of one run change each other's results, as in a model that is quantized while it runs. */
    public synchronized boolean quantizesByRun() {
        return facts().header().quantizesByRun();
    }

    /** Whether a row costs it no more than some ten thousand multiplications. */
    public synchronized boolean isLight() {
        return facts().header().light();
    }

    /** Runs {@code use} on a local file of the model's bytes, the bytes that {@link #sha256} was computed of. */
    synchronized <T> T use(Use<T> use) throws Exception {
        Facts known = facts();
        Path local = resource.local().orElse(null);
        if (local != null) {
            checkUnchanged(local, known.header(), requireNonNull(known.files()));
            return use.with(local);
        }
        if (copy == null || !Files.exists(copy)) {
            facts = null;
            if (!sha256(facts()).equals(sha256(known))) {
                throw changed();
            }
        }
        Path file = requireNonNull(copy);
        try {
            return use.with(file);
        } finally {
            copy = null;
            Files.deleteIfExists(file);
        }
    }

    private void checkUnchanged(Path local, OnnxHeader header, String files) throws IOException {
        if (!files(local, header).equals(files)) {
            throw changed();
        }
    }

    /** The paths, sizes and times of a model's file and of those with its weights. */
    private String files(Path local, OnnxHeader header) throws IOException {
        StringBuilder files = new StringBuilder(file(local));
        for (String name : header.externalFiles()) {
            files.append(", ").append(file(weights(name, local)));
        }
        return files.toString();
    }

    private static String file(Path file) throws IOException {
        return file.toAbsolutePath() + " of " + Files.size(file) + " bytes and " + Files.getLastModifiedTime(file);
    }

    private PeltonException changed() {
        return PeltonException.user("Cannot load model '" + label()
                + "': it changed after the plan was made. Run the job again, and leave the file alone until it ends.");
    }

    @GuardedBy("this")
    private Facts facts() {
        if (facts == null) {
            NativeLibraries.startOnnxRuntime();
            try {
                Path local = resource.local().orElse(null);
                facts = local != null ? readLocal(local) : readToCopy();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return facts;
    }

    /** The header, the weights passed over. */
    private Facts readLocal(Path local) throws IOException {
        OnnxHeader header;
        try (InputStream in = resource.open()) {
            header = header(in);
        }
        return facts(local, header, files(local, header));
    }

    private Facts facts(Path local, OnnxHeader header, String files) {
        return new Facts(new FutureTask<>(() -> sha256(local, header, files)), header, files);
    }

    private String sha256(Path local, OnnxHeader header, String files) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = resource.open()) {
            Sha256.update(digest, in);
        }
        addExternal(digest, header, local);
        checkUnchanged(local, header, files);
        return Sha256.hex(digest);
    }

    @GuardedBy("this")
    private Facts readToCopy() throws IOException {
        try (InputStream in = resource.open()) {
            Path file = TemporaryFiles.create("pelton-model-", ".onnx");
            try (OutputStream out = Files.newOutputStream(file)) {
                Facts read = read(in, out);
                copy = file;
                return read;
            } finally {
                if (copy == null) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Facts read(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = Sha256.digest();
        TeeStream tee = new TeeStream(in, digest, out);
        OnnxHeader header = header(tee);
        tee.drain();
        addExternal(digest, header, null);
        String sha256 = Sha256.hex(digest);
        return new Facts(new FutureTask<>(() -> sha256), header, null);
    }

    private OnnxHeader header(InputStream in) throws IOException {
        try {
            return OnnxHeader.read(in);
        } catch (OnnxHeader.MalformedException e) {
            throw PeltonException.user("Cannot load model '" + label() + "': expected an ONNX model but "
                    + e.getMessage() + ". The file is damaged or something else: fetch it again.");
        }
    }

    private void addExternal(MessageDigest digest, OnnxHeader header, @Nullable Path local) throws IOException {
        for (String name : header.externalFiles()) {
            addExternal(digest, name, local);
        }
    }

    private void addExternal(MessageDigest digest, String name, @Nullable Path local) throws IOException {
        Path weights = weights(name, local);
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        try (InputStream in = Files.newInputStream(weights)) {
            Sha256.update(digest, in);
        }
    }

    private Path weights(String name, @Nullable Path local) {
        if (local == null || local.startsWith(CacheDirectory.path())) {
            throw PeltonException.user("Cannot load model '" + label() + "': its weights lie in a file of their own, '"
                    + name + "', which only works beside a local model. Copy both to a local directory and use"
                    + " OnnxModel.fromPath.");
        }
        Path weights = local.resolveSibling(name);
        if (!Files.isRegularFile(weights)) {
            throw PeltonException.user("Cannot load model '" + label() + "': expected its weights in '" + weights
                    + "' but there is no such file. Put it there.");
        }
        return weights;
    }
}

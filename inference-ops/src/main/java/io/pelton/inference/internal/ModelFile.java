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
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a model, read once for its sha256 and its description, and given to ONNX Runtime as a local file.
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

    private record Facts(
            String sha256, OnnxHeader header, @Nullable FileTime modified, long bytes) {}

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
    public synchronized String sha256() {
        return facts().sha256();
    }

    /** Its inputs and outputs; a session is made of it only if the file does not say them all. */
    public synchronized ModelDescription description() {
        OnnxHeader said = facts().header();
        if (inferred == null && !said.complete()) {
            try (SharedSession session = SharedSession.open(this, new SessionSettings("cpu", 0, 1))) {
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

    /** Runs {@code use} on a local file of the model's bytes, the bytes that {@link #sha256} was computed of. */
    synchronized <T> T use(Use<T> use) throws Exception {
        Facts known = facts();
        Path local = resource.local().orElse(null);
        if (local != null) {
            checkUnchanged(local, known);
            return use.with(local);
        }
        if (copy == null || !Files.exists(copy)) {
            facts = null;
            if (!facts().sha256().equals(known.sha256())) {
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

    private void checkUnchanged(Path local, Facts known) throws IOException {
        if (Files.size(local) != known.bytes()
                || !Files.getLastModifiedTime(local).equals(known.modified())) {
            throw changed();
        }
    }

    private PeltonException changed() {
        return PeltonException.user("Cannot load model '" + label()
                + "': it changed after the plan was made. Run the job again, and leave the file alone until it ends.");
    }

    @GuardedBy("this")
    private Facts facts() {
        if (facts == null) {
            try {
                facts = resource.local().isPresent() ? readLocal() : readToCopy();
            } catch (IOException e) {
                throw new PeltonException(
                        ErrorKind.TRANSIENT, "Cannot read model '" + label() + "': " + e + ". Try again.", e);
            }
        }
        return facts;
    }

    private Facts readLocal() throws IOException {
        Path local = resource.local().orElseThrow();
        try (InputStream in = resource.open()) {
            FileTime modified = Files.getLastModifiedTime(local);
            return read(in, OutputStream.nullOutputStream(), local, modified);
        }
    }

    @GuardedBy("this")
    private Facts readToCopy() throws IOException {
        try (InputStream in = resource.open()) {
            Path file = TemporaryFiles.create("pelton-model-", ".onnx");
            try (OutputStream out = Files.newOutputStream(file)) {
                Facts read = read(in, out, null, null);
                copy = file;
                return read;
            } finally {
                if (copy == null) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Facts read(InputStream in, OutputStream out, @Nullable Path local, @Nullable FileTime modified)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        TeeStream tee = new TeeStream(in, digest, out);
        OnnxHeader header = header(tee);
        for (String name : header.externalFiles()) {
            addExternal(digest, name, local);
        }
        return new Facts(Sha256.hex(digest), header, modified, tee.bytes());
    }

    private OnnxHeader header(TeeStream tee) throws IOException {
        OnnxHeader header;
        try {
            header = OnnxHeader.read(tee);
        } catch (OnnxHeader.MalformedException e) {
            throw PeltonException.user("Cannot load model '" + label() + "': expected an ONNX model but "
                    + e.getMessage() + ". The file is damaged or something else: fetch it again.");
        }
        tee.drain();
        return header;
    }

    private void addExternal(MessageDigest digest, String name, @Nullable Path local) throws IOException {
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
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        try (InputStream in = Files.newInputStream(weights)) {
            Sha256.update(digest, in);
        }
    }
}

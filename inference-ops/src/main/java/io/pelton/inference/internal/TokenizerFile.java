// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A {@code tokenizer.json}. Any thread may call. */
public final class TokenizerFile {
    private final Resource resource;

    @GuardedBy("this")
    private @Nullable String sha256;

    public TokenizerFile(Resource resource) {
        this.resource = resource;
    }

    /** The sha256 of its bytes, in hexadecimal. */
    public synchronized String sha256() {
        if (sha256 == null) {
            sha256 = sha256(read());
        }
        return sha256;
    }

    /** The tokenizer of this file in this process, made by the first caller. */
    public TextTokenizer tokenizer(OperatorContext context, int maxTokens) throws Exception {
        String expected = sha256();
        return context.shared("tokenizer " + expected + " " + maxTokens, () -> {
            byte[] json = read();
            if (!sha256(json).equals(expected)) {
                throw PeltonException.user("Cannot load tokenizer '" + resource.label()
                        + "': it changed after the plan was made. Run the job again.");
            }
            return TextTokenizer.ofJson(resource.label(), new String(json, StandardCharsets.UTF_8), maxTokens);
        });
    }

    private byte[] read() {
        try (InputStream in = resource.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new PeltonException(
                    ErrorKind.TRANSIENT, "Cannot read tokenizer '" + resource.label() + "': " + e + ". Try again.", e);
        }
    }

    private static String sha256(byte[] bytes) {
        MessageDigest digest = Sha256.digest();
        digest.update(bytes);
        return Sha256.hex(digest);
    }
}

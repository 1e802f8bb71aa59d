// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.source.SourcePart;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What must be equal for one run to take up another's work.
 *
 * @param planText the plan in lines that differ where the fingerprint does, for the message
 * @param planFingerprint a sha256 of the plan with its models
 * @param parts the input's parts in order, over all leaves of the plan
 */
public record JobIdentity(String planText, String planFingerprint, List<SourcePart> parts) {
    public JobIdentity {
        requireNonNull(planText, "planText");
        requireNonNull(planFingerprint, "planFingerprint");
        parts = PartList.copyOf(parts);
    }

    /** The job's id: a sha256, in hex, of the plan's fingerprint and every part's name and version. */
    public String id() {
        MessageDigest digest = sha256();
        add(digest, planFingerprint);
        for (SourcePart part : parts) {
            add(digest, part.name());
            add(digest, part.version());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(Fields.escape(text).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.source.SourcePart;
import java.util.List;

/**
 * What must be equal for one run to take up another's work.
 *
 * @param planText the optimised plan, for the message when it differs
 * @param planFingerprint a sha256 of the plan with its models
 * @param parts the input's parts in order, over all leaves of the plan
 */
public record JobIdentity(String planText, String planFingerprint, List<SourcePart> parts) {
    public JobIdentity {
        parts = List.copyOf(parts);
    }
}

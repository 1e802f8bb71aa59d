// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Holds after every test of this module that no compressor or decompressor was left open. */
public final class NativeContextLeaks implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace OURS = Namespace.create(NativeContextLeaks.class);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(OURS).put(context.getUniqueId(), NativeContexts.open());
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        int before = context.getStore(OURS).get(context.getUniqueId(), Integer.class);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (NativeContexts.open() > before && System.nanoTime() < deadline) {
            Thread.sleep(10); // threads of an aborted job may be on their way out
        }
        assertThat(NativeContexts.open())
                .as("compressors and decompressors left open")
                .isLessThanOrEqualTo(before);
    }
}

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.parquet.bytes.ByteBufferAllocator;

/**
 * Lends a pool's arrays to parquet-mr for one file. What it releases goes back, once; what it never releases, as after a
 * failure, is garbage.
 *
 * <p><b>Threads.</b> One at a time.
 */
final class PooledAllocator implements ByteBufferAllocator {
    private final BufferPool pool;
    private final Set<byte[]> lent = Collections.newSetFromMap(new IdentityHashMap<>());

    PooledAllocator(BufferPool pool) {
        this.pool = pool;
    }

    @Override
    public ByteBuffer allocate(int size) {
        byte[] array = pool.take(size);
        lent.add(array);
        return ByteBuffer.wrap(array, 0, size).slice();
    }

    @Override
    public void release(ByteBuffer buffer) {
        if (lent.remove(buffer.array())) {
            pool.give(buffer.array());
        }
    }

    @Override
    public boolean isDirect() {
        return false;
    }
}

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

/**
 * A stream that {@link FileStore#create} gives, when it can be given up instead of finished. Closing such a stream
 * makes what was written so far visible, which is wrong after a failure.
 */
public interface Abandonable {
    /**
     * Releases what the stream holds without finishing the file; a later {@code close} does nothing. Part of a file may
     * stay on a local disk, nothing in an object store. Failures are kept quiet: there is one already.
     */
    void abandon();
}

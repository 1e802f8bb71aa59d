// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives a file a name that must not exist, where hard links are not supported: under a lock of the operating system,
 * which ends with its process, the name is looked up and the file renamed.
 */
final class LinklessClaim {
    /** One claim at a time in this JVM: file locks are held by processes, not by threads. */
    private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

    private LinklessClaim() {}

    /** Moves {@code temporary} to {@code target} and returns true, or returns false if the target exists. */
    static boolean move(Path temporary, Path target) throws IOException {
        Path lockFile = target.resolveSibling(LocalFileStore.TEMPORARY + "lock");
        IN_THIS_JVM.lock();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid() || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            IN_THIS_JVM.unlock();
        }
    }
}

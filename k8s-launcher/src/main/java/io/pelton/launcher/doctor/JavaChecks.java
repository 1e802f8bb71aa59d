// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

import javax.tools.ToolProvider;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** The JDK, and what Arrow needs of it. */
final class JavaChecks {
    private static final int OLDEST = 17;

    private JavaChecks() {}

    static Finding jdk() {
        return jdk(
                Runtime.version().feature(),
                Runtime.version() + " " + System.getProperty("java.vendor"),
                System.getProperty("java.home"),
                ToolProvider.getSystemJavaCompiler() != null);
    }

    static Finding jdk(int feature, String version, String home, boolean compiler) {
        if (feature < OLDEST) {
            return Finding.fail(
                    "Java", version + " at " + home, "Install a JDK of version 17 or later and point JAVA_HOME at it.");
        }
        if (!compiler) {
            return Finding.fail(
                    "Java",
                    version + " at " + home + " is a runtime without a compiler, so single-file jobs cannot run",
                    "Install a JDK, for example openjdk-17-jdk-headless, or point JAVA_HOME at one.");
        }
        return Finding.ok("Java", version + " at " + home);
    }

    /** Takes and gives back a buffer, which fails unless {@code java.nio} is open. */
    static Finding arrow() {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowBuf buffer = allocator.buffer(1024)) {
            buffer.setLong(0, 42);
            return Finding.ok(
                    "Arrow", BufferAllocator.class.getPackage().getImplementationVersion() + ", off-heap memory works");
        } catch (Throwable e) {
            return Finding.fail(
                    "Arrow",
                    "off-heap memory cannot be used: " + e,
                    "Start with ./pelton, or add --add-opens=java.base/java.nio=ALL-UNNAMED to the java command.");
        }
    }
}

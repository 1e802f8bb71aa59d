// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar's manifest. */
final class Version implements IVersionProvider {
    static String pelton() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "of an unpackaged build" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "Pelton " + pelton(),
            "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}

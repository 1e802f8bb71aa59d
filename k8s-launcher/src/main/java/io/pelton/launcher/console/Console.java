// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.launcher.profile.RunProfile;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The process's standard streams, in UTF-8, and what they are connected to.
 *
 * @param out results
 * @param err everything else
 * @param terminal whether {@code err} is a terminal
 * @param look what that terminal shows
 */
public record Console(PrintStream out, PrintStream err, boolean terminal, Look look) {
    /** The console of this process. */
    public static Console system() {
        boolean terminal = Boolean.getBoolean("pelton.terminal");
        return new Console(
                utf8(FileDescriptor.out), utf8(FileDescriptor.err), terminal, look(terminal, System.getenv()));
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    static Look look(boolean terminal, Map<String, String> environment) {
        String locale = environment.getOrDefault("LC_ALL", "");
        locale = locale.isEmpty() ? environment.getOrDefault("LC_CTYPE", "") : locale;
        locale = locale.isEmpty() ? environment.getOrDefault("LANG", "") : locale;
        boolean unicode = locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return terminal ? new Look(colour, unicode) : Look.PLAIN;
    }

    /**
     * Sets up how jobs are shown, and points {@code System.out} and {@code System.err} so that what programs print does
     * not mix with it: above a live picture, and away from {@code out} if that carries JSON.
     */
    public JobTracker follow(ProgressMode mode, boolean json, ToIntFunction<Throwable> exitCode) {
        return follow(mode, json, exitCode, job -> Optional.empty());
    }

    /**
     * As {@link #follow(ProgressMode, boolean, ToIntFunction)}, and says where the time of jobs went.
     *
     * @param profiles where the time of the job of an identity went, if that was recorded
     */
    public JobTracker follow(
            ProgressMode mode,
            boolean json,
            ToIntFunction<Throwable> exitCode,
            Function<String, Optional<RunProfile>> profiles) {
        boolean live = mode == ProgressMode.LIVE || mode == ProgressMode.AUTO && terminal;
        @Nullable PrintStream results = json ? out : null;
        PrintStream people = json ? err : out;
        if (!live) {
            redirect(people, err);
            Display display =
                    mode == ProgressMode.NONE ? Display.quiet(err) : BackgroundDisplay.of(new PlainDisplay(err));
            return new JobTracker(display, look, results, exitCode, profiles);
        }
        ScreenSize screen = new ScreenSize();
        LiveRegion region = new LiveRegion(err, () -> screen.get().columns());
        PrintStream above = region.above(err);
        redirect(region.above(people), above);
        Runtime.getRuntime().addShutdownHook(new Thread(region::clear, "clear-progress"));
        Display display = BackgroundDisplay.of(new LiveDisplay(region, above, screen, look));
        return new JobTracker(display, look, results, exitCode, profiles);
    }

    private static void redirect(PrintStream out, PrintStream err) {
        System.setOut(out);
        System.setErr(err);
    }
}

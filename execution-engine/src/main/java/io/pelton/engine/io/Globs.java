// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import io.pelton.dataset.PeltonException;
import io.pelton.engine.io.FileStore.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Globs over any {@link FileStore}, so that they mean the same everywhere: {@code *} and {@code ?} inside a name,
 * {@code [abc]}, {@code [a-z]}, {@code [!a]}, {@code {x,y}} also across folders, and {@code **} for any folders. Names
 * that begin with {@code .} match only if the pattern's does.
 */
final class Globs {
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

    private Globs() {}

    /** As {@link FileStore#glob}. */
    static void expand(FileStore store, String pattern, FileStore.Visitor visitor) throws IOException {
        Optional<Status> literal = store.status(pattern); // a file may be called data[1].parquet
        if (literal.isPresent()) {
            visitor.visit(literal.get());
        } else if (WILDCARD.matcher(pattern).find()) {
            match(store, pattern, visitor);
        }
    }

    private static void match(FileStore store, String pattern, FileStore.Visitor visitor) throws IOException {
        if (pattern.indexOf('{') < 0 && !pattern.contains("**")) {
            Walk walk = Walk.of(pattern);
            descendInOrder(store, walk.folder, walk.names, file -> visitor.visit(walk.asAsked(file)));
            return;
        }
        // Several walks, which find files in any order and some twice.
        TreeMap<String, Status> found = new TreeMap<>();
        for (String alternative : braces(pattern)) {
            walk(store, alternative, found);
        }
        for (Status file : found.values()) {
            if (!visitor.visit(file)) {
                return;
            }
        }
    }

    /**
     * Where a pattern's walk begins.
     *
     * @param folder what lies before the first name with a wildcard
     * @param names the patterns of the names from there on
     * @param relative whether the pattern begins with that name, so that the folder is the current one
     */
    private record Walk(String folder, List<String> names, boolean relative) {
        static Walk of(String pattern) {
            int root = pattern.lastIndexOf('/', firstWildcard(pattern));
            String folder = root < 0 ? "." : root == 0 ? "/" : pattern.substring(0, root);
            return new Walk(folder, List.of(pattern.substring(root + 1).split("/+")), root < 0);
        }

        Status asAsked(Status file) {
            return relative
                    ? new Status(file.path().substring(2), file.sizeBytes(), file.version(), file.folder())
                    : file;
        }
    }

    /** Folders are gone into in the order of the paths below them: {@code a-b/x} comes before {@code a/x}. */
    private static boolean descendInOrder(FileStore store, String folder, List<String> names, FileStore.Visitor visitor)
            throws IOException {
        Pattern name = compile(names.get(0));
        if (names.size() == 1) {
            boolean[] wanted = {true};
            store.files(folder, file -> {
                wanted[0] = !name.matcher(nameOf(file)).matches() || visitor.visit(file);
                return wanted[0];
            });
            return wanted[0];
        }
        List<Status> children = new ArrayList<>(store.list(folder));
        children.removeIf(
                child -> !child.folder() || !name.matcher(nameOf(child)).matches());
        children.sort(Comparator.comparing(child -> child.path() + "/"));
        for (Status child : children) {
            if (!descendInOrder(store, child.path(), names.subList(1, names.size()), visitor)) {
                return false;
            }
        }
        return true;
    }

    private static String nameOf(Status child) {
        return child.path().substring(child.path().lastIndexOf('/') + 1);
    }

    private static void walk(FileStore store, String pattern, TreeMap<String, Status> found) throws IOException {
        if (firstWildcard(pattern) < 0) {
            store.status(pattern).filter(s -> !s.folder()).ifPresent(s -> found.put(s.path(), s));
            return;
        }
        Walk walk = Walk.of(pattern);
        TreeMap<String, Status> below = new TreeMap<>();
        descend(store, walk.folder, walk.names, below);
        below.values().stream().map(walk::asAsked).forEach(file -> found.put(file.path(), file));
    }

    private static void descend(FileStore store, String folder, List<String> names, TreeMap<String, Status> found)
            throws IOException {
        String name = names.get(0);
        List<String> rest = names.subList(1, names.size());
        if (name.equals("**")) {
            descendAnywhere(store, folder, rest, found);
            return;
        }
        Pattern regex = compile(name);
        for (Status child : store.list(folder)) {
            if (!regex.matcher(nameOf(child)).matches()) {
                continue;
            }
            if (rest.isEmpty()) {
                put(child, found);
            } else if (child.folder()) {
                descend(store, child.path(), rest, found);
            }
        }
    }

    private static void descendAnywhere(
            FileStore store, String folder, List<String> rest, TreeMap<String, Status> found) throws IOException {
        if (!rest.isEmpty()) {
            descend(store, folder, rest, found);
        }
        for (Status child : store.list(folder)) {
            if (nameOf(child).startsWith(".")) {
                continue;
            }
            if (child.folder()) {
                descendAnywhere(store, child.path(), rest, found);
            } else if (rest.isEmpty()) {
                put(child, found);
            }
        }
    }

    private static void put(Status child, TreeMap<String, Status> found) {
        if (!child.folder()) {
            found.put(child.path(), child);
        }
    }

    private static int firstWildcard(String pattern) {
        var matcher = WILDCARD.matcher(pattern);
        return matcher.find() ? matcher.start() : -1;
    }

    /** One pattern for each choice of each {@code {x,y}}; braces may nest. */
    private static Collection<String> braces(String pattern) {
        int open = pattern.indexOf('{');
        if (open < 0) {
            return List.of(pattern);
        }
        List<String> choices = new ArrayList<>();
        int depth = 0;
        int start = open + 1;
        int at = open;
        for (; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            if (c == '{') {
                depth++;
            } else if (c == ',' && depth == 1) {
                choices.add(pattern.substring(start, at));
                start = at + 1;
            } else if (c == '}' && --depth == 0) {
                choices.add(pattern.substring(start, at));
                break;
            }
        }
        if (at == pattern.length()) {
            throw PeltonException.user(
                    "Cannot match files: expected '}' but found the end [" + pattern + "]. Close the brace.");
        }
        List<String> all = new ArrayList<>();
        for (String choice : choices) {
            all.addAll(braces(pattern.substring(0, open) + choice + pattern.substring(at + 1)));
        }
        return all;
    }

    /** The regular expression of one name. */
    private static Pattern compile(String name) {
        StringBuilder regex = new StringBuilder(name.startsWith(".") ? "" : "(?!\\.)");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[') {
                int close = name.indexOf(']', i + 2);
                if (close < 0) {
                    throw PeltonException.user(
                            "Cannot match files: expected ']' but found the end [" + name + "]. Close the bracket.");
                }
                String set = name.substring(i + 1, close)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&", "\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString());
        } catch (PatternSyntaxException e) {
            throw PeltonException.user(
                    "Cannot match files: '" + name + "' is not a glob: " + e.getDescription() + ".", e);
        }
    }
}

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import io.pelton.dataset.PeltonException;
import io.pelton.engine.io.FileStore.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
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
    static List<Status> expand(FileStore store, String pattern) throws IOException {
        if (!WILDCARD.matcher(pattern).find()) {
            return store.status(pattern).map(List::of).orElse(List.of());
        }
        TreeMap<String, Status> found = new TreeMap<>();
        Optional<Status> literal = store.status(pattern); // a file may be called data[1].parquet
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        for (String alternative : braces(pattern)) {
            walk(store, alternative, found);
        }
        return List.copyOf(found.values());
    }

    private static void walk(FileStore store, String pattern, TreeMap<String, Status> found) throws IOException {
        int wildcard = firstWildcard(pattern);
        if (wildcard < 0) {
            store.status(pattern).filter(s -> !s.folder()).ifPresent(s -> found.put(s.path(), s));
            return;
        }
        int root = pattern.lastIndexOf('/', wildcard);
        String folder = root < 0 ? "." : root == 0 ? "/" : pattern.substring(0, root);
        List<String> names = List.of(pattern.substring(root + 1).split("/+"));
        TreeMap<String, Status> below = new TreeMap<>();
        descend(store, folder, names, below);
        for (Status status : below.values()) {
            Status asAsked = root < 0 ? withPath(status, status.path().substring(2)) : status;
            found.put(asAsked.path(), asAsked);
        }
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
            String childName = child.path().substring(child.path().lastIndexOf('/') + 1);
            if (!regex.matcher(childName).matches()) {
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
            String childName = child.path().substring(child.path().lastIndexOf('/') + 1);
            if (childName.startsWith(".")) {
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

    private static Status withPath(Status status, String path) {
        return new Status(path, status.sizeBytes(), status.version(), status.folder());
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

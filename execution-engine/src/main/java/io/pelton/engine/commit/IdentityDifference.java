// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.source.SourcePart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in words how a job differs from the one that began an output. */
final class IdentityDifference {
    private static final int SHOWN = 3;
    /** How a line of a plan's text ends that stands for a model or for user code. */
    private static final Pattern CODE = Pattern.compile(" of fingerprint [0-9a-f]+$");

    private IdentityDifference() {}

    /** What differs, for the middle of a sentence. */
    static String describe(JobIdentity before, JobIdentity now) {
        List<String> differences = new ArrayList<>();
        if (!before.planFingerprint().equals(now.planFingerprint())) {
            differences.add(plan(before, now));
        }
        differences.addAll(parts(before.parts(), now.parts()));
        return String.join("; ", differences);
    }

    private static String plan(JobIdentity before, JobIdentity now) {
        List<String> old = before.planText().lines().collect(Collectors.toList());
        List<String> young = now.planText().lines().collect(Collectors.toList());
        for (int i = 0; i < Math.max(old.size(), young.size()); i++) {
            String was = i < old.size() ? old.get(i).strip() : "(nothing)";
            String is = i < young.size() ? young.get(i).strip() : "(nothing)";
            if (!was.equals(is)) {
                String code = CODE.matcher(was).replaceFirst("");
                if (code.equals(CODE.matcher(is).replaceFirst(""))) {
                    return "the model or code of '" + code + "' has changed (was" + was.substring(code.length())
                            + " and is" + is.substring(code.length()) + ")";
                }
                return "the plan's line " + (i + 1) + " was '" + was + "' and is '" + is + "'";
            }
        }
        return "a model or function of the plan has changed (fingerprint was " + before.planFingerprint() + " and is "
                + now.planFingerprint() + ")";
    }

    private static List<String> parts(List<SourcePart> before, List<SourcePart> now) {
        // A plan may read a part more than once, so parts of one name are matched one by one.
        Map<String, Deque<SourcePart>> unmatched = new LinkedHashMap<>();
        before.forEach(p ->
                unmatched.computeIfAbsent(p.name(), name -> new ArrayDeque<>()).add(p));
        List<String> changed = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (SourcePart part : now) {
            Deque<SourcePart> same = unmatched.getOrDefault(part.name(), new ArrayDeque<>());
            if (same.isEmpty()) {
                added.add(quoted(part));
                continue;
            }
            SourcePart was = same.remove();
            if (!was.version().equals(part.version())) {
                changed.add(quoted(part) + " (" + PartChange.describe(was, part) + ")");
            }
        }
        List<String> gone = unmatched.values().stream()
                .flatMap(Deque::stream)
                .map(IdentityDifference::quoted)
                .collect(Collectors.toList());
        return inWords(before, now, changed, added, gone);
    }

    private static List<String> inWords(
            List<SourcePart> before,
            List<SourcePart> now,
            List<String> changed,
            List<String> added,
            List<String> gone) {
        List<String> words = new ArrayList<>();
        say(words, "changed", changed);
        say(words, "new", added);
        say(words, "gone", gone);
        if (words.isEmpty() && !names(before).equals(names(now))) {
            words.add("the input's parts come in another order");
        }
        return words;
    }

    private static void say(List<String> words, String what, List<String> which) {
        if (!which.isEmpty()) {
            String more = which.size() > SHOWN ? " and " + (which.size() - SHOWN) + " more" : "";
            words.add("of the input's parts " + which.size() + (which.size() == 1 ? " is " : " are ") + what + ": "
                    + which.stream().limit(SHOWN).collect(Collectors.joining(", ")) + more);
        }
    }

    private static List<String> names(List<SourcePart> parts) {
        return parts.stream().map(SourcePart::name).collect(Collectors.toList());
    }

    private static String quoted(SourcePart part) {
        return "'" + part.name() + "'";
    }
}

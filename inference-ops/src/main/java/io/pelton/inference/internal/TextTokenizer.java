// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.pelton.dataset.CacheDirectory;
import io.pelton.dataset.PeltonException;

/**
 * A Hugging Face tokenizer with the padding of its file turned off: rows are padded to the longest of their run, not to
 * a fixed length.
 *
 * <p><b>Long texts.</b> Only the first {@code maxTokens} tokens count, so a text is first cut, at white space, to a
 * length that nearly always has as many; if it has fewer, a longer part is tried. The tokens are those of the whole text
 * for every tokenizer that splits at white space before all else, as those of BERT's family do.
 *
 * <p>The tokenizer is driven through DJL's JNI layer and not its {@code HuggingFaceTokenizer}, which fetches ten arrays
 * for each text where one is needed, and asks the network for its cloud's name first.
 *
 * <p><b>Threads.</b> Any number of threads may encode at once. {@link #close} comes after the last.
 */
public final class TextTokenizer implements AutoCloseable {
    private static final int MIN_CUT = 4096;
    private static final int CHARS_PER_TOKEN = 16;

    private final long handle;
    private final int maxTokens;

    private TextTokenizer(long handle, int maxTokens) {
        this.handle = handle;
        this.maxTokens = maxTokens;
    }

    /** Loads the native library, unpacked into the cache rather than the user's home, unless the user has said where. */
    static void loadLibrary() {
        String name = "DJL_CACHE_DIR";
        if (System.getenv(name) == null && System.getProperty(name) == null) {
            System.setProperty(name, CacheDirectory.path().resolve("native").toString());
        }
        LibUtils.checkStatus();
    }

    /**
     * A tokenizer of a {@code tokenizer.json}.
     *
     * @param label what it is called in messages
     * @param maxTokens the most tokens of a text, special tokens included
     */
    static TextTokenizer ofJson(String label, String json, int maxTokens) {
        loadLibrary();
        TokenizersLibrary library = TokenizersLibrary.LIB;
        long handle;
        try {
            handle = library.createTokenizerFromString(json);
        } catch (RuntimeException e) {
            throw PeltonException.user(
                    "Cannot load tokenizer '" + label + "': expected a Hugging Face tokenizer.json but "
                            + e.getMessage() + ". Export it with tokenizer.save_pretrained(..) or fetch it again.",
                    e);
        }
        library.disablePadding(handle);
        library.setTruncation(handle, maxTokens, "LONGEST_FIRST", 0);
        return new TextTokenizer(handle, maxTokens);
    }

    /** The text's token ids, special tokens included, at most {@code maxTokens}. */
    long[] encode(String text) {
        int cut = Math.max(MIN_CUT, CHARS_PER_TOKEN * maxTokens);
        while (cut < text.length()) {
            int end = whiteSpaceBefore(text, cut);
            if (end > 0) {
                long[] ids = encodeAll(text.substring(0, end));
                if (ids.length >= maxTokens) {
                    return ids;
                }
            }
            cut = cut > Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : cut * 4;
        }
        return encodeAll(text);
    }

    private static int whiteSpaceBefore(String text, int cut) {
        for (int i = cut; i > cut / 2; i--) {
            if (text.charAt(i) == ' ' || text.charAt(i) == '\n' || text.charAt(i) == '\t') {
                return i;
            }
        }
        return 0;
    }

    private long[] encodeAll(String text) {
        long encoding = TokenizersLibrary.LIB.encode(handle, text, true);
        try {
            return TokenizersLibrary.LIB.getTokenIds(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
    }
}

package io.qsstream.schema.rules;

/**
 * One mistake in a rules file.
 *
 * @param line from 1
 * @param path of the key, {@code rules[2].breaches}; empty where the whole file is meant
 * @param remedy what is wrong and what to do, continuing the sentence that the path begins
 */
public record Mistake(String file, int line, String path, String remedy) {

    /** {@code alert-rules.yml:14 rules[2].breaches must be at most samples (3), was 5}. */
    @Override
    public String toString() {
        return file + ':' + line + ' ' + (path.isEmpty() ? "" : path + ' ') + remedy;
    }
}

package io.qsstream.schema.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** Collects what is wrong in one file, so that its writer sees all of it at once. */
final class Mistakes {

    private static final int LONGEST_QUOTE = 60;

    private final String file;
    private final List<Mistake> found = new ArrayList<>();

    Mistakes(String file) {
        this.file = file;
    }

    /** {@code line} counts from 1. */
    void add(int line, String path, String remedy) {
        found.add(new Mistake(file, line, path, remedy));
    }

    void add(Node at, String path, String remedy) {
        add(line(at), path, remedy);
    }

    int count() {
        return found.size();
    }

    /** In order of lines. */
    List<Mistake> all() {
        return found.stream().sorted(Comparator.comparingInt(Mistake::line)).toList();
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** A foreign text, fit for one line. */
    static String quote(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }
}

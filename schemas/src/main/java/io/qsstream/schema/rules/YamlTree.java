package io.qsstream.schema.rules;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * The plain part of YAML as a tree of nodes with lines: one document, no tags, no anchors, no aliases, little depth.
 *
 * <p>The events are looked at before the tree is made, so nothing in the file can make it large, deep or recursive.
 */
final class YamlTree {

    private static final int MAX_DEPTH = 10;

    private final String text;
    private final Mistakes mistakes;
    private final Deque<Place> places = new ArrayDeque<>();
    private final Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));

    private YamlTree(String text, Mistakes mistakes) {
        this.text = text;
        this.mistakes = mistakes;
    }

    /** The document's root; null where it has none, or where mistakes leave no tree to look at. */
    static @Nullable Node read(String text, Mistakes mistakes) {
        YamlTree tree = new YamlTree(text, mistakes);
        int before = mistakes.count();
        if (!tree.isWhole()) {
            return null;
        }
        Node root = tree.yaml.compose(new StringReader(text));
        if (root == null || root.getTag().equals(Tag.NULL)) {
            if (mistakes.count() == before) {
                mistakes.add(1, "", "is empty: write version: 1 and rules:");
            }
            return null;
        }
        return root;
    }

    /** Goes through all events; false where a tree cannot or must not be made of them. */
    private boolean isWhole() {
        boolean whole = true;
        int documents = 0;
        try {
            Iterator<Event> events = yaml.parse(new StringReader(text)).iterator();
            while (events.hasNext()) {
                Event event = events.next();
                int line = event.getStartMark().getLine() + 1;
                if (event instanceof DocumentStartEvent && ++documents > 1) {
                    mistakes.add(line, "", "must hold one document: remove the --- and what follows");
                    return false;
                }
                whole &= take(event, line);
                if (places.size() > MAX_DEPTH) {
                    mistakes.add(line, path(), "is nested more than " + MAX_DEPTH + " deep: remove brackets");
                    return false;
                }
            }
        } catch (MarkedYAMLException e) {
            unreadable(e);
            return false;
        } catch (ReaderException e) {
            mistakes.add(
                    1
                            + (int) text.codePoints()
                                    .limit(e.getPosition())
                                    .filter(each -> each == '\n')
                                    .count(),
                    "",
                    String.format("holds the invisible character U+%04X: remove it", e.getCodePoint()));
            return false;
        } catch (YAMLException e) {
            mistakes.add(1, "", "is not YAML: " + Mistakes.quote(String.valueOf(e.getMessage())));
            return false;
        }
        return whole;
    }

    private boolean take(Event event, int line) {
        if (event instanceof CollectionEndEvent) {
            places.pop();
            return true;
        }
        if (!(event instanceof NodeEvent node)) {
            return true;
        }
        Place parent = places.peek();
        if (parent != null) {
            parent.next(node);
        }
        String path = path();
        if (node instanceof CollectionStartEvent) {
            places.push(new Place(node instanceof MappingStartEvent));
        }
        if (node instanceof AliasEvent) {
            mistakes.add(line, path, "must not be an alias (*" + node.getAnchor() + "): write the value out");
            return false;
        }
        if (node.getAnchor() != null) {
            mistakes.add(line, path, "must not carry an anchor: remove &" + node.getAnchor());
        }
        String tag = node instanceof ScalarEvent scalar
                ? scalar.getTag()
                : node instanceof CollectionStartEvent start ? start.getTag() : null;
        if (tag != null) {
            mistakes.add(line, path, "must not carry a tag: remove " + Mistakes.quote(tag.replace(Tag.PREFIX, "!!")));
            // SnakeYAML refuses some of them when the tree is made.
            return false;
        }
        return true;
    }

    private void unreadable(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
        int line = mark == null ? 1 : mark.getLine() + 1;
        String content = text.lines().skip(line - 1).findFirst().orElse("");
        String indentation =
                content.substring(0, content.length() - content.stripLeading().length());
        String problem = String.valueOf(e.getProblem());
        String remedy;
        if (indentation.contains("\t") || problem.contains("TAB")) {
            remedy = "is indented with a tab: YAML takes spaces only";
        } else if (String.valueOf(e.getContext()).contains("block scalar")) {
            // A bare > begins a folded text in YAML.
            remedy = "needs quotes around its threshold, as in \"> 40 ms\"";
        } else {
            remedy = "is not YAML: " + problem.strip().replaceAll("\\s+", " ");
        }
        mistakes.add(line, path(), remedy);
    }

    /** Where the reading stands, such as {@code rules[2].breach}. */
    private String path() {
        StringBuilder path = new StringBuilder();
        places.descendingIterator().forEachRemaining(place -> place.appendTo(path));
        return path.toString();
    }

    /** A place within one collection. */
    private static final class Place {
        private final boolean mapping;
        private boolean keyIsNext;
        private int index = -1;
        private @Nullable String key;

        Place(boolean mapping) {
            this.mapping = mapping;
            this.keyIsNext = mapping;
        }

        void next(NodeEvent node) {
            index++;
            if (keyIsNext) {
                key = node instanceof ScalarEvent scalar ? Mistakes.quote(scalar.getValue()) : "?";
            }
            keyIsNext = mapping && !keyIsNext;
        }

        void appendTo(StringBuilder path) {
            if (!mapping) {
                path.append('[').append(Math.max(0, index)).append(']');
            } else if (key != null) {
                path.append(path.isEmpty() ? "" : ".").append(key);
            }
        }
    }
}

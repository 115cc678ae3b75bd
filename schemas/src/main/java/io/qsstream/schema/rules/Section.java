package io.qsstream.schema.rules;

import io.qsstream.schema.settings.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of the file: hands out the values of its known keys, and reports what is wrong with their form.
 *
 * <p>Null means that there is no usable value; if that is a mistake, it has been reported.
 */
final class Section {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");

    /** A text of a list, with the place it stands at. */
    record Item(String text, int line, String path) {}

    private final Mistakes mistakes;
    private final String path;
    private final MappingNode node;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    /** Reports unknown keys and those that are there twice. */
    Section(Mistakes mistakes, String path, MappingNode node, List<String> keys) {
        this.mistakes = mistakes;
        this.path = path;
        this.node = node;
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                mistakes.add(tuple.getKeyNode(), path, "must have texts as keys: remove the brackets or the ?");
                continue;
            }
            String name = key.getValue();
            NodeTuple first = entries.get(name);
            if (first != null) {
                mistakes.add(
                        key,
                        path(name),
                        "is there twice, first in line " + Mistakes.line(first.getKeyNode()) + ": remove one");
            } else if (keys.contains(name)) {
                entries.put(name, tuple);
            } else {
                mistakes.add(
                        key,
                        path(Mistakes.quote(name)),
                        "is not a key here: did you mean " + Nearest.to(name, keys) + "?");
            }
        }
    }

    String path(String key) {
        return path.isEmpty() ? key : path + '.' + key;
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Line of the value, of the key where that has none, of the section where there is no key. */
    int line(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null
                ? Mistakes.line(node)
                : Mistakes.line(isAbsent(entry.getValueNode()) ? entry.getKeyNode() : entry.getValueNode());
    }

    void wrong(String key, String remedy) {
        mistakes.add(line(key), path(key), remedy);
    }

    /** Reports a key that has to be there and has no value. */
    @Nullable
    Node required(String key, String example) {
        NodeTuple entry = entries.get(key);
        if (entry == null || isAbsent(entry.getValueNode())) {
            wrong(key, "is missing: write " + example);
            return null;
        }
        return entry.getValueNode();
    }

    /** Reports a key that is there without a value. */
    @Nullable
    Node optional(String key) {
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (isAbsent(entry.getValueNode())) {
            wrong(key, "has no value: write one, or remove the key");
            return null;
        }
        return entry.getValueNode();
    }

    @Nullable
    String requiredText(String key, String example) {
        return text(key, required(key, key + ": " + example));
    }

    @Nullable
    String optionalText(String key) {
        return text(key, optional(key));
    }

    private @Nullable String text(String key, @Nullable Node value) {
        if (value == null) {
            return null;
        }
        if (value instanceof ScalarNode scalar) {
            return scalar.getValue().strip();
        }
        wrong(key, "must be a single value, was a " + kind(value) + ": remove the brackets or dashes");
        return null;
    }

    /** A whole number of at least 1, and {@code otherwise} where the key is not there. */
    @Nullable
    Integer positive(String key, int otherwise, int most) {
        String text = optionalText(key);
        return text == null ? (has(key) ? null : Integer.valueOf(otherwise)) : positive(key, text, most);
    }

    @Nullable
    Integer positive(String key, String text, int most) {
        if (!WHOLE.matcher(text).matches()) {
            wrong(key, "must be a whole number such as 3, was " + Mistakes.quote(text));
            return null;
        }
        int number = Integer.parseInt(text);
        if (number < 1 || number > most) {
            wrong(key, "must be at " + (number < 1 ? "least 1" : "most " + most) + ", was " + number);
            return null;
        }
        return number;
    }

    /** True where the key is not there. */
    @Nullable
    Boolean flag(String key) {
        String text = optionalText(key);
        if (text == null) {
            return has(key) ? null : Boolean.TRUE;
        }
        if (!text.equals("true") && !text.equals("false")) {
            wrong(key, "must be true or false, was " + Mistakes.quote(text));
            return null;
        }
        return Boolean.valueOf(text);
    }

    /** One text, or a list of texts; empty where the key is not there. */
    List<Item> items(String key) {
        Node value = optional(key);
        if (value instanceof ScalarNode scalar) {
            return List.of(new Item(scalar.getValue().strip(), Mistakes.line(scalar), path(key)));
        }
        List<Item> items = new ArrayList<>();
        if (value instanceof SequenceNode list) {
            if (list.getValue().isEmpty()) {
                wrong(key, "is an empty list: name at least one, or remove the key");
            }
            int index = 0;
            for (Node each : list.getValue()) {
                String place = path(key) + '[' + index++ + ']';
                if (each instanceof ScalarNode scalar && !isAbsent(each)) {
                    items.add(new Item(scalar.getValue().strip(), Mistakes.line(each), place));
                } else {
                    mistakes.add(each, place, "must be a text, was " + (isAbsent(each) ? "empty" : "a " + kind(each)));
                }
            }
        } else if (value != null) {
            wrong(key, "must be one text or a list of texts, was a " + kind(value));
        }
        return items;
    }

    static String kind(Node value) {
        return value instanceof MappingNode ? "mapping" : value instanceof SequenceNode ? "list" : "text";
    }

    private static boolean isAbsent(Node value) {
        return value.getTag().equals(Tag.NULL);
    }
}

package io.qsstream.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** One rendered resource. */
record Manifest(JsonNode root) {

    String apiVersion() {
        return root.path("apiVersion").asText();
    }

    String kind() {
        return root.path("kind").asText();
    }

    String name() {
        return root.at("/metadata/name").asText();
    }

    boolean is(String kind) {
        return kind().equals(kind);
    }

    /** By JSON pointer. */
    JsonNode at(String pointer) {
        return root.at(pointer);
    }

    boolean hasPods() {
        return is("Deployment") || is("StatefulSet");
    }

    /** The pod's part of a Deployment or StatefulSet. */
    JsonNode podSpec() {
        return at("/spec/template/spec");
    }

    List<JsonNode> containers() {
        return list(podSpec().path("containers"));
    }

    Map<String, String> podLabels() {
        return texts(at("/spec/template/metadata/labels"));
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}

package io.qsstream.processor.normalise;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.processor.normalise.Fixtures.Fixture;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Prints what came of a body, whole and always the same way: every field in order of the schema, those that are null left out. */
final class Printed {

    static String of(Fixture fixture, Normalised normalised) {
        ObjectNode root = Fixtures.MAPPER.createObjectNode();
        root.putObject("given")
                .put("key", fixture.key())
                .put("receiptTime", fixture.receiptTime().toString());
        root.put(
                "session",
                normalised.session() == null ? null : normalised.session().toString());
        root.set("samples", node(normalised.samples()));
        ArrayNode legs = root.putArray("legs");
        normalised
                .legs()
                .forEach(leg -> legs.addObject().put("userId", leg.userId()).set("fact", node(leg.fact())));
        root.set("identities", node(normalised.identities()));
        ArrayNode rejections = root.putArray("rejections");
        normalised
                .rejections()
                .forEach(rejection -> rejections
                        .addObject()
                        .put("reason", rejection.reason().name())
                        .put("detail", rejection.detail()));
        return text(root);
    }

    static String of(Normalised normalised) {
        return of(new Fixture("", new byte[0], null, java.time.Instant.EPOCH), normalised);
    }

    private static JsonNode node(@Nullable Object value) {
        return switch (value) {
            case null -> Fixtures.MAPPER.nullNode();
            case SpecificRecord record -> {
                ObjectNode object = Fixtures.MAPPER.createObjectNode();
                for (Schema.Field field : record.getSchema().getFields()) {
                    Object fieldValue = record.get(field.pos());
                    if (fieldValue != null) {
                        object.set(field.name(), node(fieldValue));
                    }
                }
                yield object;
            }
            case Collection<?> list -> {
                ArrayNode array = Fixtures.MAPPER.createArrayNode();
                list.forEach(element -> array.add(node(element)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = Fixtures.MAPPER.createObjectNode();
                new TreeMap<Object, Object>(map).forEach((key, element) -> object.set(key.toString(), node(element)));
                yield object;
            }
            case Double number -> Fixtures.MAPPER.getNodeFactory().numberNode(number);
            case Integer number -> Fixtures.MAPPER.getNodeFactory().numberNode(number);
            case Boolean flag -> Fixtures.MAPPER.getNodeFactory().booleanNode(flag);
            default -> Fixtures.MAPPER.getNodeFactory().textNode(value.toString());
        };
    }

    private static String text(JsonNode root) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        try {
            return Fixtures.MAPPER
                            .writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(indenter)
                                    .withArrayIndenter(indenter))
                            .writeValueAsString(root)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Printed() {}
}

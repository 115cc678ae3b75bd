package io.qsstream.schema.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class AsyncApiTest {

    @Test
    void theDocumentSaysWhatTheCatalogueAndTheSchemasSay() {
        new MadeDocument("asyncapi.yaml").mustSay(AsyncApi.yaml());
    }

    @Test
    void aReaderOfTheDocumentFindsTheVerySchemaOfEveryTopic() {
        // When
        JsonNode document = read(AsyncApi.yaml());

        // Then
        for (Topic<?> topic : Topics.ALL) {
            JsonNode channel = document.at("/channels/" + AsyncApi.id(topic));
            assertThat(channel.get("address").asText()).isEqualTo(topic.name());
            JsonNode payload = document.at("/components/messages/" + AsyncApi.id(topic) + "/payload/schema");
            if (topic.valueSchema() != null) {
                assertThat(new Schema.Parser().parse(payload.toString())).isEqualTo(topic.valueSchema());
            } else {
                assertThat(payload.isMissingNode()).isTrue();
            }
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        // Given
        JsonNode document = read(AsyncApi.yaml());

        // When
        List<String> pointers = new ArrayList<>();
        document.findValues("$ref").forEach(ref -> pointers.add(ref.asText()));

        // Then
        assertThat(pointers)
                .hasSize(3 * Topics.ALL.size())
                .allSatisfy(
                        pointer -> assertThat(document.at(pointer.substring(1)).isMissingNode())
                                .as(pointer)
                                .isFalse());
    }

    private static JsonNode read(String yaml) {
        return new ObjectMapper().valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    }
}

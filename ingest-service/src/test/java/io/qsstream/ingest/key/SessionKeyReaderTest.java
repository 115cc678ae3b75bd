package io.qsstream.ingest.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.ingest.key.SessionKeyReader.Reading;
import io.qsstream.ingest.testing.Fixtures;
import io.qsstream.schema.SessionKey;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionKeyReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // body with ' for "; expected event; expected key
                "{'event':'meeting.x','payload':{'account_id':'A','object':{'uuid':'U'}}};meeting.x;A|U",
                "{'payload':{'object':{'uuid':'U'},'account_id':'A'},'event':'meeting.x'};meeting.x;A|U",
                "{'event':'session.x','payload':{'account_id':'A','object':{'uuid':'U','session_id':'S'}}};session.x;A|S",
                "{'event':'phone.x','payload':{'account_id':'A','object':{'session_id':'S','call_id':'C'}}};phone.x;A|C",
                "{'event':'phone.x','payload':{'account_id':'A','object':{'session_id':'S','call_id':''}}};phone.x;A|S",
                "{'event':'other','payload':{'account_id':'A','object':{'meeting_id':1,'call_id':'C','uuid':'U'}}};other;A|U",
                "{'event':'qss.x','payload':{'meeting_id':'F'}};qss.x;|F",
                "{'event':'qss.x','payload':{'meeting_id':'F','object':{'meeting_id':'O'}}};qss.x;|O",
                "{'event':'qss.x','payload':{'object':{'call_id':'C'},'meeting_id':'F'}};qss.x;|C",
                "{'payload':{'account_id':7,'object':{'uuid':1.50e3}}};;7|1.50e3",
                "{'event':'meeting.x','payload':{'account_id':'','object':{'uuid':'U'}}};meeting.x;|U",
                // only at exactly these paths
                "{'event':'meeting.x','uuid':'U','payload':{'uuid':'U','object':{'participant':{'uuid':'U'}}}};meeting.x;",
                "{'event':'meeting.x','object':{'uuid':'U'},'data':{'payload':{'object':{'uuid':'U'}}}};meeting.x;",
                "{'x':{'event':'no'},'event':'meeting.x','payload':[{'object':{'uuid':'U'}}]};meeting.x;",
                "[{'event':'meeting.x','payload':{'object':{'uuid':'U'}}}];;",
                // the first of a repeated name counts, whatever it holds
                "{'event':'meeting.x','payload':{'account_id':'A','object':{'uuid':'1','uuid':'2'}}};meeting.x;A|1",
                "{'event':'meeting.x','payload':{'account_id':'A','object':{'uuid':'','uuid':'2'}}};meeting.x;",
                "{'event':'meeting.x','event':'phone.x','payload':{'object':{'uuid':'1','call_id':'2'}}};meeting.x;|1",
                "{'event':5,'event':'phone.x','payload':{'object':{'uuid':'1','call_id':'2'}}};;|1",
                "{'event':'meeting.x','payload':null,'payload':{'object':{'uuid':'2'}}};meeting.x;",
                "{'event':'meeting.x','payload':{'object':{},'object':{'uuid':'2'}}};meeting.x;",
                "{'event':'meeting.x','payload':{'object':{'uuid':'1'},'account_id':'A','account_id':'B'}};meeting.x;A|1",
                "{'event':'meeting.x','payload':{'object':{'uuid':true}}};meeting.x;",
                "{'event':'meeting.x','payload':{'object':{'uuid':['U'],'call_id':'C'}}};meeting.x;|C",
                // broken off: what came before counts
                "{'event':'meeting.x','payload':{'account_id':'A','object':{'uuid':'U','participant':{;meeting.x;A|U",
                "{'event':'meeting.x','payload':{'object':{'uuid':'U'},'account_id';meeting.x;|U",
                "{'event':'meeting.x','payload':{'account_id':'A','object':{'uuid':'U;meeting.x;",
                "{'payload':{'account_id':'A','object':{'call_id':'C'},!!;;A|C",
            })
    void readsEventAndSession(String body, String event, String key) {
        Reading reading = read(body.replace('\'', '"'));
        assertThat(reading.event()).isEqualTo(event);
        assertThat(reading.key() == null ? null : reading.key().toString()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "12", "\"text\"", "not json", "{", "}", "{\"a\"", "<xml/>", "\u0000\u0000"})
    void whatIsNoObjectNamesNoSession(String body) {
        assertThat(read(body)).isEqualTo(new Reading(null, null));
    }

    @Test
    void nestingOfAnyDepthIsPassedOver() {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);
        Reading reading = read("{\"deep\":" + deep + ",\"payload\":{\"deep\":" + deep
                + ",\"account_id\":\"A\",\"object\":{\"deep\":" + deep + ",\"uuid\":\"U\"}},\"event\":\"meeting.x\"}");
        assertThat(reading).isEqualTo(new Reading("meeting.x", new SessionKey("A", "U")));
    }

    @Test
    void nestingThatNeverEndsDoesNotThrow() {
        assertThat(read("{\"a\":" + "{\"a\":".repeat(150_000)).key()).isNull();
        assertThat(read("[".repeat(1_000_000)).key()).isNull();
    }

    @Test
    void longNamesNumbersAndStringsHideNothing() {
        String body = "{\"" + "n".repeat(100_000) + "\":" + "9".repeat(100_000) + ",\"s\":\"" + "s".repeat(500_000)
                + "\",\"event\":\"meeting.x\",\"payload\":{\"object\":{\"uuid\":\"U\"}}}";
        assertThat(read(body).key()).isEqualTo(new SessionKey("", "U"));
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        assertThat(read("\uFEFF{\"event\":\"meeting.x\",\"payload\":{\"object\":{\"uuid\":\"U\"}}}"))
                .isEqualTo(new Reading("meeting.x", new SessionKey("", "U")));
    }

    @Test
    void aLoneSurrogateMakesAKeyThatIsStillUtf8() {
        SessionKey key =
                read("{\"payload\":{\"object\":{\"uuid\":\"a\\ud800b\"}}}").key();
        assertThat(key).isNotNull();
        assertThat(new String(key.toString().getBytes(UTF_8), UTF_8)).isEqualTo("|a?b");
    }

    @Test
    void invalidUtf8EndsTheReadingNotTheService() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"payload\":{\"object\":{\"uuid\":\"U\"},\"x\":\"".getBytes(UTF_8));
        body.write(0xff);
        body.writeBytes("\"},\"event\":\"meeting.x\"}".getBytes(UTF_8));
        assertThat(SessionKeyReader.read(body.toByteArray())).isEqualTo(new Reading(null, new SessionKey("", "U")));
    }

    @Test
    void readingStopsWhereTheAnswerIsKnown() {
        String known = "{\"event\":\"meeting.x\",\"payload\":{\"account_id\":\"A\",\"object\":{\"uuid\":\"U\"";
        assertThat(read(known + "!!! what follows is never looked at").key()).isEqualTo(new SessionKey("A", "U"));
    }

    @Test
    void plainTokensAreReadFromTheFirstPayloadAlone() {
        assertThat(PlainTokenReader.read(Fixtures.bytes("transport/endpoint.url_validation.json")))
                .isEqualTo("W4nTq0ZsRkuYb2LxPv9gEA");
        assertThat(token("{'payload':{'x':{'plainToken':'no'},'plainToken':'yes','plainToken':'no'}}"))
                .isEqualTo("yes");
        assertThat(token("{'payload':{},'payload':{'plainToken':'no'}}")).isNull();
        assertThat(token("{'plainToken':'no'}")).isNull();
        assertThat(token("{'payload':{'plainToken':5}}")).isNull();
        assertThat(token("{'payload':{'plainToken'")).isNull();
        assertThat(token("")).isNull();
    }

    private static String token(String body) {
        return PlainTokenReader.read(body.replace('\'', '"').getBytes(UTF_8));
    }

    private static Reading read(String body) {
        return SessionKeyReader.read(body.getBytes(UTF_8));
    }
}

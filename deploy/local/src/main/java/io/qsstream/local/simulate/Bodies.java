package io.qsstream.local.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.local.simulate.People.Person;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Words events in Zoom's field trees (qss-reference §1.4). Pure. */
final class Bodies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** One item of {@code qos[]}. */
    record Item(Instant time, String type, ObjectNode details) {}

    private Bodies() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    static Event event(SessionScript session, Dice dice, String name, Instant time, ObjectNode object) {
        ObjectNode payload = object();
        payload.put("account_id", session.accountId());
        payload.set("object", object);
        ObjectNode root = object();
        if (session.style().payloadFirst()) {
            root.set("payload", payload);
            root.put("event_ts", time.toEpochMilli());
            root.put("event", name);
        } else {
            root.put("event", name);
            root.put("event_ts", time.toEpochMilli());
            root.set("payload", payload);
        }
        try {
            return new Event(time, name, dice.requestId(), JSON.writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of texts and numbers is always JSON", e);
        }
    }

    /** {@code *_qos}: a participant's, or a Video SDK user's, measurements. */
    static ObjectNode qos(SessionScript session, UserScript user, List<Item> items) {
        ObjectNode person = object();
        ArrayNode qos = NODES.arrayNode();
        for (Item item : items) {
            qos.addObject()
                    .put("date_time", item.time().toString())
                    .put("type", item.type())
                    .set("details", item.details());
        }
        if (session.kind() == SessionScript.Kind.VIDEO_SDK) {
            return videoSdk(session, user, "qos", qos);
        }
        person.put("user_id", user.person().userId());
        person.put("participant_user_id", user.person().userKey());
        person.put("email", user.person().email());
        person.set("qos", qos);
        ObjectNode object = object().put("uuid", session.sessionId());
        object.set("participant", person);
        return object;
    }

    /** {@code *_qos_summary}: what a leg came to. */
    static ObjectNode qosSummary(SessionScript session, UserScript user, ArrayNode qos) {
        if (session.kind() == SessionScript.Kind.VIDEO_SDK) {
            return videoSdk(session, user, "qos", qos);
        }
        ObjectNode person = object();
        person.put("participant_id", user.person().userId());
        person.put("user_name", user.person().name());
        person.put("id", user.person().userKey());
        person.put("email", user.person().email());
        person.set("qos", qos);
        ObjectNode object = object().put("uuid", session.sessionId()).put("id", session.number());
        object.set("participant", person);
        return object;
    }

    /** {@code *_data} and {@code *_data_summary}: the user's environment. */
    static ObjectNode data(SessionScript session, UserScript user, boolean summary) {
        ArrayNode data = NODES.arrayNode();
        data.add(environment(session, user, summary));
        if (session.kind() == SessionScript.Kind.VIDEO_SDK) {
            return videoSdk(session, user, "data", data);
        }
        ObjectNode person = object();
        person.put("participant_id", user.person().userId());
        person.put("participant_user_id", user.person().userKey());
        person.put("email", user.person().email());
        person.set("data", data);
        ObjectNode object = object().put("uuid", session.sessionId());
        if (summary && session.kind() == SessionScript.Kind.MEETING) {
            object.put("id", session.number());
        }
        object.set("participant", person);
        return object;
    }

    private static ObjectNode videoSdk(SessionScript session, UserScript user, String field, ArrayNode items) {
        ObjectNode person = object();
        person.put("id", user.person().userId());
        person.put("name", user.person().name());
        person.put("user_key", user.person().userKey());
        person.put("is_original_host", user.index() == 0);
        person.set(field, items);
        ObjectNode object = object();
        object.put("session_id", session.sessionId());
        object.put("session_name", session.name());
        object.put("session_key", "key-" + session.number());
        object.set("user", person);
        return object;
    }

    private static ObjectNode environment(SessionScript session, UserScript user, boolean summary) {
        Person person = user.person();
        boolean webinarSummary = summary && session.kind() == SessionScript.Kind.WEBINAR;
        String device = person.device();
        String network = person.networkType();
        if (webinarSummary) {
            // The webinar summary knows Windows, Mac and Phone, and 3G for Cellular.
            device = device.equals("Windows") || device.equals("Mac") ? device : "Phone";
            network = network.equals("Cellular") ? "3G" : network;
        }
        boolean windows = person.device().equals("Windows");
        ObjectNode item = object();
        item.put("device", device);
        item.put("location", person.location());
        item.put("network_type", network);
        item.put("microphone", "Built-in Microphone");
        item.put("speaker", "Built-in Speaker");
        item.put("camera", "Built-in Camera");
        item.put("data_center", person.dataCenter());
        item.put("connection_type", "UDP");
        item.put("pc_name", windows ? "PC-" + person.userId() : "");
        item.put("domain", windows ? "corp.example.net" : "");
        item.put("mac_addr", person.macAddress());
        item.put("harddisk_id", windows ? "5f0c-" + person.userId() : "");
        item.put("version", person.version());
        item.put("signaling_ip_address", person.publicAddress());
        item.put("signaling_internal_ip_address", person.internalAddress());
        item.put("signaling_internal_ip_port", "52144");
        item.put("audio_internal_ip_address", person.internalAddress());
        item.put("audio_internal_ip_port", "52801");
        item.put("video_internal_ip_address", person.internalAddress());
        item.put("video_internal_ip_port", "52802");
        item.put("as_internal_ip_address", person.internalAddress());
        item.put("as_internal_ip_port", "52803");
        item.put("destination_ip_domain", "media.example.net");
        item.put("destination_ip_port", "8801");
        if (summary && session.kind() != SessionScript.Kind.WEBINAR) {
            item.put("device_detail", user.web() ? "Google Chrome 141" : person.device());
            item.put("client", user.web() ? "Web Video SDK 2.3.0" : "Zoom client");
        }
        return item;
    }

    /** {@code phone.call_qos}: one leg, one direction, single objects. */
    static ObjectNode callQos(SessionScript session, UserScript leg, Item item) {
        ObjectNode object = object();
        object.put("call_id", session.sessionId());
        object.put("call_start_time", session.start().toString());
        ObjectNode call = object.putObject("call_qos");
        call.put("type", leg.index() == 0 ? "caller" : "callee");
        call.put("id", leg.person().userId());
        call.put("user_email", leg.person().email());
        ObjectNode qos = call.putObject("qos");
        qos.put("date_time", item.time().toString());
        qos.put("type", item.type());
        qos.set("details", item.details());
        return object;
    }

    /** {@code phone.call_qos_summary}: all legs, both directions, arrays. */
    static ObjectNode callQosSummary(SessionScript session, Instant end, List<ObjectNode> legs) {
        ObjectNode object = object();
        object.put("call_id", session.sessionId());
        object.put("call_start_time", session.start().toString());
        object.put("call_end_time", end.toString());
        object.putArray("call_qos").addAll(legs);
        return object;
    }

    static String kbps(Style.Units units, double value) {
        return switch (units) {
            case SPACED -> Math.round(value) + " kbps";
            case TIGHT -> Math.round(value) + "kbps";
            case DECIMAL -> decimal(value, 2) + " Kbps";
        };
    }

    static String millis(Style.Units units, double value) {
        return switch (units) {
            case SPACED -> Math.round(value) + " ms";
            case TIGHT -> Math.round(value) + "ms";
            case DECIMAL -> decimal(value, 2) + " ms";
        };
    }

    static String percent(Style.Units units, double value) {
        return decimal(value, units == Style.Units.DECIMAL ? 2 : 1) + "%";
    }

    static String framesPerSecond(double value) {
        return Math.round(value) + " fps";
    }

    static String decimal(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }
}

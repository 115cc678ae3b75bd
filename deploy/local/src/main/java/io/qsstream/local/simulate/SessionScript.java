package io.qsstream.local.simulate;

import io.qsstream.local.simulate.People.Person;
import io.qsstream.local.simulate.UserScript.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that is decided about a session before it is played.
 *
 * @param index of the session in its run
 * @param number the reusable meeting number
 */
record SessionScript(
        int index,
        Scenario scenario,
        Kind kind,
        String accountId,
        String sessionId,
        String number,
        String name,
        Style style,
        Instant start,
        Instant end,
        List<UserScript> users) {

    enum Kind {
        MEETING("meeting.participant"),
        WEBINAR("webinar.participant"),
        VIDEO_SDK("session.user"),
        PHONE_CALL("phone.call");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        String event(String suffix) {
            return prefix + suffix;
        }
    }

    /** Troubles that hit several users at once. */
    private static final Set<Trouble.Kind> SHARED =
            EnumSet.of(Trouble.Kind.BROWNOUT, Trouble.Kind.BAD_SENDER, Trouble.Kind.BAD_GATEWAY);

    private static final String ACCOUNT = "LocaLsTackAccount0001a";
    private static final List<String> DESKTOPS = List.of("Windows", "Windows", "Mac");
    private static final List<String> DEVICES = List.of("Windows", "Windows", "Mac", "iOS", "Android");
    private static final List<String> NETWORKS = List.of("Wifi", "Wifi", "Wired");

    /** Decides. Pure: the plan and the index say all. */
    static SessionScript of(Plan plan, int index) {
        Dice dice = new Dice(plan.seed(), plan.end().getEpochSecond(), index);
        Scenario scenario = plan.scenario().ofSession(index);
        Kind kind = switch (scenario) {
            case WEBINAR_1000 -> Kind.WEBINAR;
            case PHONE_CALL -> Kind.PHONE_CALL;
            case VIDEO_SDK -> Kind.VIDEO_SDK;
            // Room systems come through one gateway, browsers through another.
            case BAD_GATEWAY -> dice.chance(0.5) ? Kind.VIDEO_SDK : Kind.MEETING;
            case STEADY, BAD_WIFI, CPU_HOG, DATA_CENTER_BROWNOUT, LATE_JOINER, BAD_SENDER, MIXED -> Kind.MEETING;
        };
        SessionScript empty = new SessionScript(
                index,
                scenario,
                kind,
                ACCOUNT,
                kind == Kind.PHONE_CALL ? dice.digits(19) : dice.zoomUuid(),
                dice.digits(11),
                scenario.label() + "-" + index,
                Style.of(dice),
                plan.start(),
                plan.end(),
                List.of());
        int count = kind == Kind.PHONE_CALL ? 2 : plan.users() > 0 ? plan.users() : defaultUsers(plan.scenario());
        boolean shared = dice.chance(0.5);
        int firstUserId = 16_778_240 + 1024 * dice.below(8_000);
        List<UserScript> users = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            users.add(user(plan, empty, i, count, shared, Integer.toString(firstUserId + 1024 * i)));
        }
        return new SessionScript(
                index,
                scenario,
                kind,
                ACCOUNT,
                empty.sessionId,
                empty.number,
                empty.name,
                empty.style,
                empty.start,
                empty.end,
                List.copyOf(users));
    }

    /** What was made to go wrong in it. */
    List<FaultLabel> labels() {
        List<FaultLabel> labels = new ArrayList<>();
        Set<Trouble.Kind> shared = EnumSet.noneOf(Trouble.Kind.class);
        for (UserScript user : users) {
            Trouble.Kind kind = user.trouble().kind();
            if (kind == Trouble.Kind.NONE || shared.contains(kind)) {
                continue;
            }
            List<UserScript> hit = List.of(user);
            if (SHARED.contains(kind)) {
                shared.add(kind);
                hit = users.stream()
                        .filter(each -> each.trouble().kind() == kind)
                        .toList();
            }
            labels.add(label(
                    kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    hit.stream().map(each -> each.person().userId()).toList(),
                    kind == Trouble.Kind.BROWNOUT ? user.person().dataCenter() : "",
                    user.trouble().from(),
                    user.trouble().to(),
                    kind.cause()));
        }
        if (scenario == Scenario.LATE_JOINER) {
            UserScript late = users.getLast();
            labels.add(label("late-joiner", List.of(late.person().userId()), "", late.join(), late.leave(), "NONE"));
        }
        return labels;
    }

    private FaultLabel label(
            String fault, List<String> userIds, String dataCenter, Instant from, Instant to, String cause) {
        return new FaultLabel(accountId, sessionId, scenario.label(), fault, userIds, dataCenter, from, to, cause);
    }

    private static int defaultUsers(Scenario scenario) {
        return scenario == Scenario.WEBINAR_1000 ? 1_000 : 6;
    }

    private static UserScript user(
            Plan plan, SessionScript session, int index, int count, boolean shared, String participant) {
        Dice dice = new Dice(plan.seed(), plan.end().getEpochSecond(), session.index, 1_000_000L + index);
        Scenario scenario = session.scenario;
        boolean troubled = isTroubled(scenario, index, count);
        boolean gateway = scenario == Scenario.BAD_GATEWAY;
        boolean web = session.kind == Kind.VIDEO_SDK && (troubled || !gateway && dice.chance(0.6));
        boolean room = session.kind == Kind.MEETING && (gateway ? troubled : !troubled && dice.chance(0.08));
        String device = room
                ? "H.323/SIP"
                : scenario == Scenario.CPU_HOG && troubled || web ? dice.oneOf(DESKTOPS) : dice.oneOf(DEVICES);
        String network = room ? "Wired" : dice.oneOf(NETWORKS);
        Trouble.Kind kind = troubleOf(scenario, troubled, index);
        if (kind == Trouble.Kind.BAD_WIFI) {
            network = "Wifi";
        } else if ((kind == Trouble.Kind.BAD_NETWORK || kind == Trouble.Kind.BAD_UPLINK)
                && session.kind != Kind.PHONE_CALL) {
            network = "Wired";
        }
        // Whoever has trouble in a brownout is on the first data centre, and nobody else is.
        String dataCenter = scenario == Scenario.DATA_CENTER_BROWNOUT
                ? troubled ? brownedOut(session) : otherThan(brownedOut(session), dice)
                : dice.oneOf(People.DATA_CENTERS);
        Person person = People.person(
                dice, session.kind == Kind.PHONE_CALL ? dice.zoomId() : participant, dataCenter, device, network);

        long length = plan.length().toSeconds();
        long step = plan.cadence().toSeconds();
        long spread = Math.max(1, Math.min(session.kind == Kind.WEBINAR ? 60 : 15, length / 10));
        boolean late = scenario == Scenario.LATE_JOINER && index == count - 1;
        Instant join = plan.start()
                .plusSeconds(session.kind == Kind.PHONE_CALL || index == 0 ? 0 : dice.below((int) spread))
                .plusSeconds(late ? length * 6 / 10 : 0);
        long margin = plan.deliveryDelay().toSeconds() + 2 + dice.below(2);
        boolean early = !troubled && !late && session.kind != Kind.PHONE_CALL && index > 0 && dice.chance(0.1);
        Instant leave = early
                ? plan.start().plusSeconds(length * (70 + dice.below(20)) / 100)
                : plan.end().minusSeconds(Math.min(margin, length / 5));
        Trouble trouble = kind == Trouble.Kind.NONE ? Trouble.NONE : trouble(kind, plan.start(), leave, length, step);
        return new UserScript(
                index,
                person,
                web,
                join,
                leave,
                // Whole minutes as Zoom's rows; faster cadences are spread, or all would talk in the same second.
                step < 60 ? dice.below((int) step) : 0,
                dice.between(28, 75),
                trouble,
                streams(session.kind, web, room, shared, index, dice),
                dice.chance(0.3));
    }

    private static Trouble trouble(Trouble.Kind kind, Instant start, Instant leave, long length, long step) {
        Instant from = start.plusSeconds(Math.max(3 * step, length / 5));
        Instant to = from.plusSeconds(Math.max(8 * step, length * 2 / 5));
        return new Trouble(kind, from, to.isBefore(leave) ? to : leave);
    }

    private static boolean isTroubled(Scenario scenario, int index, int count) {
        return switch (scenario) {
            case STEADY, LATE_JOINER, MIXED -> false;
            case BAD_WIFI, CPU_HOG, VIDEO_SDK, PHONE_CALL -> index == Math.min(1, count - 1);
            // Two of three.
            case DATA_CENTER_BROWNOUT -> index % 3 != 2;
            case BAD_GATEWAY -> index % 2 == 1;
            // The one who sends badly, and all who hear it.
            case BAD_SENDER -> true;
            case WEBINAR_1000 -> index % 200 == 7 || count < 8 && index == count - 1;
        };
    }

    private static Trouble.Kind troubleOf(Scenario scenario, boolean troubled, int index) {
        if (!troubled) {
            return Trouble.Kind.NONE;
        }
        return switch (scenario) {
            case BAD_WIFI, WEBINAR_1000 -> Trouble.Kind.BAD_WIFI;
            case CPU_HOG -> Trouble.Kind.CPU_HOG;
            case DATA_CENTER_BROWNOUT -> Trouble.Kind.BROWNOUT;
            case PHONE_CALL, VIDEO_SDK -> Trouble.Kind.BAD_NETWORK;
            case BAD_SENDER -> index == 1 ? Trouble.Kind.BAD_UPLINK : Trouble.Kind.BAD_SENDER;
            case BAD_GATEWAY -> Trouble.Kind.BAD_GATEWAY;
            case STEADY, LATE_JOINER, MIXED -> Trouble.Kind.NONE;
        };
    }

    private static String brownedOut(SessionScript session) {
        return People.DATA_CENTERS.get(session.index % People.DATA_CENTERS.size());
    }

    private static String otherThan(String dataCenter, Dice dice) {
        return dice.oneOf(People.DATA_CENTERS.stream()
                .filter(each -> !each.equals(dataCenter))
                .toList());
    }

    private static List<Stream> streams(Kind kind, boolean web, boolean room, boolean shared, int index, Dice dice) {
        double audio = dice.between(55, 75);
        double video = dice.between(700, 1_500);
        double share = dice.between(180, 420);
        List<Stream> streams = new ArrayList<>();
        if (kind == Kind.PHONE_CALL) {
            streams.add(new Stream("sending", dice.between(60, 80), false));
            streams.add(new Stream("receiving", dice.between(60, 80), false));
        } else if (web || room) {
            String side = web ? "rwg" : "crc";
            streams.add(new Stream("audio_device_from_" + side, audio, false));
            streams.add(new Stream("audio_device_to_" + side, audio, false));
            streams.add(new Stream("video_device_from_" + side, video, true));
            streams.add(new Stream("video_device_to_" + side, video / 2, true));
        } else {
            boolean attendee = kind == Kind.WEBINAR && index > 2;
            if (!attendee) {
                streams.add(new Stream("audio_input", audio, false));
            }
            streams.add(new Stream("audio_output", audio, false));
            if (!attendee) {
                streams.add(new Stream("video_input", video, true));
            }
            streams.add(new Stream("video_output", video / 2, true));
            if (shared) {
                streams.add(new Stream(index == 0 ? "as_input" : "as_output", share, true));
            }
        }
        return List.copyOf(streams);
    }

    Duration length() {
        return Duration.between(start, end);
    }
}

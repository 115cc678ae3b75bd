package io.qsstream.ingest.zoom.settings;

import io.qsstream.schema.settings.StartRefused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to Zoom's REST API. Without any, no call is ever made.
 *
 * @param serverToServer for meetings and webinars
 * @param videoSdk for Video SDK sessions
 */
public record ZoomCredentials(Optional<ServerToServer> serverToServer, Optional<VideoSdk> videoSdk) {

    public static final String ACCOUNT_ID = "ZOOM_ACCOUNT_ID";
    public static final String CLIENT_ID = "ZOOM_CLIENT_ID";
    public static final String CLIENT_SECRET = "ZOOM_CLIENT_SECRET";
    public static final String VIDEO_SDK_ACCOUNT_ID = "ZOOM_VIDEO_SDK_ACCOUNT_ID";
    public static final String VIDEO_SDK_KEY = "ZOOM_VIDEO_SDK_KEY";
    public static final String VIDEO_SDK_SECRET = "ZOOM_VIDEO_SDK_SECRET";

    /** A Server-to-Server OAuth app. */
    public record ServerToServer(String accountId, String clientId, HiddenText clientSecret) {}

    /**
     * The API key and secret of a Video SDK account.
     *
     * @param accountId as its webhooks name it: the API does not tell it, and a session's key begins with it
     */
    public record VideoSdk(String accountId, HiddenText key, HiddenText secret) {}

    /**
     * Reads the variables.
     *
     * @throws StartRefused if some of what belongs together is missing
     */
    public static ZoomCredentials of(Map<String, String> variables) {
        Optional<ServerToServer> serverToServer = Optional.empty();
        if (present(variables, CLIENT_ID) || present(variables, CLIENT_SECRET)) {
            List<String> all = all(variables, ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET);
            serverToServer = Optional.of(new ServerToServer(all.get(0), all.get(1), new HiddenText(all.get(2))));
        }
        Optional<VideoSdk> videoSdk = Optional.empty();
        if (present(variables, VIDEO_SDK_KEY) || present(variables, VIDEO_SDK_SECRET)) {
            List<String> all = all(variables, VIDEO_SDK_ACCOUNT_ID, VIDEO_SDK_KEY, VIDEO_SDK_SECRET);
            videoSdk = Optional.of(new VideoSdk(all.get(0), new HiddenText(all.get(1)), new HiddenText(all.get(2))));
        }
        return new ZoomCredentials(serverToServer, videoSdk);
    }

    /** Whether any call may be made at all. */
    public boolean any() {
        return serverToServer.isPresent() || videoSdk.isPresent();
    }

    private static boolean present(Map<String, String> variables, String name) {
        return !text(variables.get(name)).isEmpty();
    }

    private static List<String> all(Map<String, String> variables, String... names) {
        for (String name : names) {
            if (!present(variables, name)) {
                throw new StartRefused(name + " is not set: calls to Zoom's REST API need " + String.join(", ", names)
                        + " together; unset all of them to make no calls");
            }
        }
        return List.of(names).stream().map(name -> text(variables.get(name))).toList();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}

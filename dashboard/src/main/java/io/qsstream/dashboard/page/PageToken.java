package io.qsstream.dashboard.page;

import io.qsstream.dashboard.report.ReportHtml;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the page is given the token, and puts it there. Only over loopback on both sides, and only by a name of
 * loopback: a page of somebody else whose name resolves to 127.0.0.1 names itself in the Host header. Pure.
 */
final class PageToken {

    private static final Pattern HOST = Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

    private static final String EMPTY = "<meta name=\"qsstream-token\" content=\"\">";

    /**
     * Whether it is given.
     *
     * @param listensOn the address that the service was told to listen on, null for all
     * @param hostHeader as sent
     * @param peer where the request comes from
     */
    static boolean isGiven(
            boolean allowed, @Nullable String listensOn, @Nullable String hostHeader, @Nullable InetAddress peer) {
        return allowed
                && isLoopback(listensOn)
                && peer != null
                && peer.isLoopbackAddress()
                && hostHeader != null
                && HOST.matcher(hostHeader.toLowerCase(Locale.ROOT)).matches();
    }

    static boolean isLoopback(@Nullable String listensOn) {
        if (listensOn == null || !HOST.matcher(listensOn).matches() && !listensOn.equals("::1")) {
            return false;
        }
        try {
            return InetAddress.getByName(listensOn).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The page with the token in it; a page without the place for it stays as it is. */
    static String put(String html, String token) {
        return html.replace(EMPTY, "<meta name=\"qsstream-token\" content=\"" + ReportHtml.escape(token) + "\">");
    }

    private PageToken() {}
}

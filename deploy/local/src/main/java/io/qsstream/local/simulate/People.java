package io.qsstream.local.simulate;

import java.util.List;
import java.util.Locale;

/** Invented people, places and machines; addresses, domains and MACs from the ranges reserved for documentation. */
final class People {

    private static final List<String> FIRST = List.of(
            "Ada", "Bruno", "Chiara", "Dmitri", "Emeka", "Fatima", "Grace", "Hiro", "Ines", "Jonas", "Kamala", "Lucía",
            "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Søren", "Tariq", "Uma", "Viktor", "Wen", "Ximena",
            "Yusuf", "Zoë");
    private static final List<String> LAST = List.of(
            "Okafor",
            "Lindqvist",
            "Moreau",
            "Tanaka",
            "Ferrari",
            "Haddad",
            "Novák",
            "Silva",
            "O'Neill",
            "Kowalski",
            "Weiß",
            "Duarte",
            "Park",
            "Sharma",
            "Åkesson",
            "Mbeki");
    /** Names that break whoever signs anything but the UTF-8 bytes. */
    private static final List<String> OUTSIDERS = List.of("李雷 🎧", "Guest 🚀", "Мария", "أمين", "iPhone von Jörg");

    static final List<String> DATA_CENTERS = List.of("FRA (HT:FR)", "SJC", "NRT", "SAO");
    private static final List<String> LOCATIONS =
            List.of("Leeds (GB )", "Denver (US )", "Osaka (JP )", "Recife (BR )", "Milpitas (US )", "Pune (IN )", "");

    /**
     * One user's leg in one session, as far as it does not change.
     *
     * @param userId number within the session; phone: the leg's id
     * @param userKey identity that survives a re-join; empty for externals
     */
    record Person(
            String userId,
            String userKey,
            String name,
            String email,
            String device,
            String networkType,
            String dataCenter,
            String location,
            String publicAddress,
            String internalAddress,
            String macAddress,
            String version) {}

    static Person person(Dice dice, String userId, String dataCenter, String device, String networkType) {
        boolean outsider = dice.chance(0.15);
        String first = dice.oneOf(FIRST);
        String last = dice.oneOf(LAST);
        String name = outsider ? dice.oneOf(OUTSIDERS) : first + " " + last;
        String key = dice.zoomId();
        boolean sixth = dice.chance(0.1);
        int host = 1 + dice.below(254);
        String publicAddress = sixth
                ? "2001:db8:" + Integer.toHexString(dice.below(0xffff)) + "::" + Integer.toHexString(host)
                : dice.oneOf(List.of("192.0.2.", "198.51.100.", "203.0.113.")) + host;
        boolean windows = device.equals("Windows");
        return new Person(
                userId,
                outsider ? "" : key,
                name,
                outsider ? "" : mail(first, last),
                device,
                networkType,
                dataCenter,
                dice.oneOf(LOCATIONS),
                publicAddress,
                "10.20." + dice.below(16) + "." + host,
                // Zoom: "only available for windows client".
                windows ? String.format(Locale.ROOT, "00-00-5E-00-53-%02X", host) : "",
                dice.oneOf(List.of("6.6.10 (12875)", "6.5.11 (11862)", "6.4.2 (9873)")));
    }

    private static String mail(String first, String last) {
        String ascii = java.text.Normalizer.normalize(first + "." + last, java.text.Normalizer.Form.NFD)
                .replace("ß", "ss")
                .replace("ø", "o")
                .replaceAll("[^A-Za-z.]", "");
        return ascii.toLowerCase(Locale.ROOT) + "@example.com";
    }

    private People() {}
}

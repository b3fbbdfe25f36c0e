package app;

import java.io.*;
import java.util.*;
import java.util.concurrent.*;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Rows for java.json, as ObjectOutputStream itself writes them. */
public class Fixtures {
    enum Color { RED, GREEN { } }

    static class Base implements Serializable { int id = 42; Object next; }
    static class Account extends Base {
        String name = "ann"; byte b = -1; char c = 'é'; double d = 1.5; float f = 0.5f; long l = 1L << 40; short s = -2; boolean z = true;
        int[] numbers = {1, 2}; String[] names = {"a", null}; byte[] raw = {0, -1}; Color color = Color.GREEN; transient int hidden = 1;
    }
    static class Writer implements Serializable {
        int id = 7;
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject(); out.writeInt(1); out.writeObject("extra"); out.write(new byte[300]);
        }
    }
    static class External implements Externalizable {
        public External() { }
        public void writeExternal(ObjectOutput out) throws IOException { out.writeUTF("x"); out.writeObject("y"); }
        public void readExternal(ObjectInput in) { }
    }
    static class Person implements Serializable { String login = "ann"; }

    static StringBuilder rows = new StringBuilder();

    static void row(String name, Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ObjectOutputStream out = new ObjectOutputStream(bytes);
        out.writeObject(value);
        out.close();
        if (rows.length() > 0) rows.append(",\n");
        rows.append("{\"name\": \"" + name + "\", \"format\": \"java\", \"bytes\": \"" + HexFormat.of().formatHex(bytes.toByteArray()) + "\"}");
    }

    static Object user(Object principal, SimpleGrantedAuthority role) {
        return new SecurityContextImpl(new UsernamePasswordAuthenticationToken(principal, List.of(role), new WebAuthenticationDetails()));
    }

    public static void main(String[] arguments) throws IOException {
        row("null", null);
        row("text", "héllo");
        row("text with a zero and a pair", "a\0\uD83D\uDE00");
        row("integer", 1800);
        row("negative integer", -1);
        row("long", 1795266309000L);
        row("short", (short) -2);
        row("byte", (byte) -1);
        row("boolean", true);
        row("double", 1.5);
        row("float", 0.5f);
        row("character", 'é');
        row("account", new Account());
        row("enumeration", List.of(Color.RED, Color.GREEN, Color.RED));
        row("written by itself", new ArrayList<>(List.of(new Writer(), "after")));
        row("externalizable", new ArrayList<>(List.of(new External(), "after")));
        row("class", new ArrayList<>(List.of(String.class, "after")));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", 1); map.put("b", List.of("x", "y", "z")); map.put("c", null);
        row("linked map", map);
        row("hash map", new HashMap<>(Map.of("k", "v")));
        row("tree map", new TreeMap<>(Map.of("k", "v", "l", "w")));
        row("hash table", new Hashtable<>(Map.of("k", "v")));
        row("concurrent map", new ConcurrentHashMap<>(Map.of("k", "v")));
        row("array list", new ArrayList<>(List.of(1, "two")));
        row("linked list", new LinkedList<>(List.of(1, "two")));
        row("array deque", new ArrayDeque<>(List.of(1, "two")));
        row("vector", new Vector<>(List.of(1)));
        row("hash set", new HashSet<>(List.of("s")));
        row("linked set", new LinkedHashSet<>(List.of("s", "t")));
        row("tree set", new TreeSet<>(List.of("s", "t")));
        row("copy on write", new CopyOnWriteArrayList<>(List.of("s")));
        row("list of", List.of(1, 2, 3));
        row("set of", Set.of(1));
        row("map of", Map.of("k", "v"));
        row("as list", Arrays.asList("a", "b"));
        row("empty", List.of(Collections.emptyList(), Collections.emptySet(), Collections.emptyMap()));
        row("singleton", List.of(Collections.singletonList(1), Collections.singleton(2), Collections.singletonMap("k", 3)));
        row("views", List.of(Collections.unmodifiableList(new ArrayList<>(List.of(1))), Collections.unmodifiableMap(new TreeMap<>(Map.of("k", 1))),
            Collections.unmodifiableSet(new HashSet<>(Set.of(2))), Collections.synchronizedMap(new HashMap<>(Map.of("k", 2)))));
        row("date", new Date(1795266309000L));
        row("uuid", UUID.fromString("12345678-1234-5678-9234-567812345678"));
        row("time", java.time.Instant.EPOCH);
        row("big", new java.math.BigInteger("7"));
        String shared = "shared"; List<Object> list = new ArrayList<>(List.of(shared)); Account twice = new Account();
        row("references", new ArrayList<>(Arrays.asList(shared, shared, list, list, twice.color, twice.color, "end")));
        Base cycle = new Base(); cycle.next = cycle;
        row("cycle", cycle);
        SimpleGrantedAuthority role = new SimpleGrantedAuthority("ROLE_ADMIN");
        row("Spring, text principal", user("ann", role));
        row("Spring, user details", user(new User("ann", List.of(role, new SimpleGrantedAuthority("ROLE_USER"))), role));
        row("Spring, principal of another class", user(new Person(), role));
        row("Spring, nobody", new SecurityContextImpl(null));
        row("Spring, OAuth 2", new SecurityContextImpl(new OAuth2AuthenticationToken(
            new DefaultOAuth2User(List.of(role), Map.of("login", "ann"), "login"), List.of(role))));
        System.out.println("{\"source\": \"OpenJDK " + System.getProperty("java.version")
            + "; the classes of Spring Security are modelled after 6.3 (names, versions, fields)\",\n\"rows\": [" + rows + "]}");
    }
}

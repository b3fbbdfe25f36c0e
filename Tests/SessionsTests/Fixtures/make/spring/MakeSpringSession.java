// Writes spring-session.json: values of Spring Session's hashes as the JDK serialises them.
//
// The classes beside this file have the names, serialVersionUIDs and fields of those of spring-security-core and
// spring-security-web 6.x (read in spring-projects/spring-security: SecurityContextImpl.java,
// UsernamePasswordAuthenticationToken.java, AbstractAuthenticationToken.java, SimpleGrantedAuthority.java, User.java,
// WebAuthenticationDetails.java); ObjectOutputStream writes nothing else of a class.
//
//   javac -d /tmp/spring $(find . -name '*.java') && java -cp /tmp/spring MakeSpringSession > ../../spring-session.json

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.util.HexFormat;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

public class MakeSpringSession {
    static String hex(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(value);
        }
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    static Object context(boolean withUser) {
        List<GrantedAuthority> authorities = List.of(new SimpleGrantedAuthority("ROLE-PLACE"));
        Object details = new WebAuthenticationDetails("ADDRESS-PLACE", "SESSION-PLACE");
        Object principal = withUser ? new User("USER-PLACE", authorities) : "USER-PLACE";
        return new SecurityContextImpl(new UsernamePasswordAuthenticationToken(principal, authorities, details));
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("{");
        System.out.println("\"context\": \"" + hex(context(true)) + "\",");
        System.out.println("\"contextOfText\": \"" + hex(context(false)) + "\",");
        System.out.println("\"long\": \"" + hex(1763694000000L) + "\",");
        System.out.println("\"integer\": \"" + hex(1800) + "\",");
        System.out.println("\"zero\": \"" + hex(0) + "\",");
        System.out.println("\"text\": \"" + hex("expires:ab-ü") + "\"");
        System.out.println("}");
    }
}

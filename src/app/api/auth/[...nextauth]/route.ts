export { handleNextAuth as GET, handleNextAuth as POST } from "@/auth/handler";

import { Alert } from "./alert";
import { FlashToast } from "./flash-toast";

type Props = { tone: "success" | "info" | "error"; text: string };

/** What the last page left to say: a toast, or a banner where scripts are off. */
export function FlashMessage({ tone, text }: Props) {
  const banner = (
    <div className="mx-auto w-full max-w-6xl px-5 pt-4 sm:px-8">
      <Alert tone={tone} role="status">
        {text}
      </Alert>
    </div>
  );
  return (
    <>
      <noscript>{banner}</noscript>
      <FlashToast tone={tone} text={text} banner={banner} />
    </>
  );
}
